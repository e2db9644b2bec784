import type { Agent } from './agent.ts'

export const qwenCode: Agent = {
  name: 'qwen-code',
  title: 'Qwen Code',
  registry: 'npm',
  pin: '@qwen-code/qwen-code@0.24.4',
  speaks: 'Chat Completions',
  launch: ({ installed, origin, apiKey, model }, prompt) => ({
    program: `${installed}/node_modules/.bin/qwen`,
    args: [
      '--auth-type',
      'openai',
      '--openai-api-key',
      apiKey,
      '--openai-base-url',
      `${origin}/v1`,
      '-m',
      model,
      '--approval-mode',
      'yolo',
      prompt,
    ],
  }),
  part: (file) => ({
    moves: [
      { tool: 'read_file', input: { file_path: file } },
      { tool: 'edit', input: { file_path: file, old_string: 'hello world', new_string: 'hello gateway' } },
    ],
  }),
}
