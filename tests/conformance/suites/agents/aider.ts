import type { Agent } from './agent.ts'

/** It has no tools: the model writes its edits as text. */
export const aider: Agent = {
  name: 'aider',
  title: 'aider',
  registry: 'pypi',
  pin: 'aider-chat==0.86.2',
  speaks: 'Chat Completions',
  launch: ({ installed, origin, apiKey, model }, prompt) => ({
    program: `${installed}/bin/aider`,
    args: [
      '--model',
      `openai/${model}`,
      '--edit-format',
      'diff',
      '--message',
      prompt,
      '--yes-always',
      '--no-git',
      '--no-check-update',
      '--no-show-model-warnings',
      '--no-analytics',
      'greeting.txt',
    ],
    env: { OPENAI_API_BASE: `${origin}/v1`, OPENAI_API_KEY: apiKey, LITELLM_LOCAL_MODEL_COST_MAP: 'True' },
  }),
  part: () => ({
    edit: [
      'greeting.txt',
      '```',
      '<<<<<<< SEARCH',
      'hello world',
      '=======',
      'hello gateway',
      '>>>>>>> REPLACE',
      '```',
      '',
    ].join('\n'),
  }),
}
