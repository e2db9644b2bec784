import type { Agent } from './agent.ts'

export const opencode: Agent = {
  name: 'opencode',
  title: 'opencode',
  registry: 'npm',
  pin: 'opencode-ai@1.18.33',
  speaks: 'Chat Completions',
  launch: ({ installed, origin, apiKey, model }, prompt) => ({
    program: `${installed}/node_modules/.bin/opencode`,
    args: ['run', '--auto', '-m', `gptget/${model}`, prompt],
    env: {
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_CONFIG_CONTENT: JSON.stringify({
        provider: {
          gptget: {
            npm: '@ai-sdk/openai-compatible',
            options: { baseURL: `${origin}/v1`, apiKey },
            models: { [model]: { name: model, tool_call: true, reasoning: true } },
          },
        },
        small_model: `gptget/${model}`,
      }),
    },
  }),
  part: (file) => ({
    moves: [
      { tool: 'read', input: { filePath: file } },
      { tool: 'edit', input: { filePath: file, oldString: 'world', newString: 'gateway' } },
    ],
  }),
}
