import type { Agent } from './agent.ts'

/** OpenAI's agent with default settings. Its first request contains a namespace of tools and web search. */
export const codex: Agent = {
  name: 'codex',
  title: 'Codex CLI',
  registry: 'npm',
  pin: '@openai/codex@0.171.0',
  speaks: 'Responses',
  keepsThoughts: true,
  launch: ({ installed, origin, apiKey, model }, prompt) => ({
    program: `${installed}/node_modules/.bin/codex`,
    args: [
      'exec',
      '--skip-git-repo-check',
      '--dangerously-bypass-approvals-and-sandbox',
      '-c',
      `model_providers.gptget={name="GptGet",base_url="${origin}/v1",env_key="GPTGET_API_KEY"}`,
      '-c',
      'model_provider="gptget"',
      '-m',
      model,
      prompt,
    ],
    env: { GPTGET_API_KEY: apiKey },
  }),
  part: (file) => ({
    moves: [
      { tool: 'exec_command', input: { cmd: `cat ${file}` } },
      { tool: 'exec_command', input: { cmd: `sed -i s/world/gateway/ ${file}` } },
    ],
  }),
}
