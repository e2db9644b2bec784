import type { Agent } from './agent.ts'

/** Anthropic's agent; it must read a file before it may edit it. */
export const claudeCode: Agent = {
  name: 'claude-code',
  title: 'Claude Code',
  registry: 'npm',
  pin: '@anthropic-ai/claude-code@2.1.332',
  speaks: 'Messages',
  keepsThoughts: true,
  launch: ({ installed, origin, apiKey, model }, prompt) => ({
    program: `${installed}/node_modules/.bin/claude`,
    args: ['-p', prompt, '--model', model, '--permission-mode', 'acceptEdits'],
    env: {
      ANTHROPIC_BASE_URL: origin,
      ANTHROPIC_API_KEY: apiKey,
      ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    },
  }),
  part: (file) => ({
    moves: [
      { tool: 'Read', input: { file_path: file } },
      { tool: 'Edit', input: { file_path: file, old_string: 'world', new_string: 'gateway' } },
    ],
  }),
}
