import type { Agent } from './agent.ts'

export const geminiCli: Agent = {
  name: 'gemini-cli',
  title: 'Gemini CLI',
  registry: 'npm',
  pin: '@google/gemini-cli@0.61.0',
  speaks: 'Gemini',
  keepsThoughts: true,
  launch: ({ installed, origin, apiKey, model }, prompt) => ({
    program: `${installed}/node_modules/.bin/gemini`,
    args: ['-m', model, '--approval-mode', 'yolo', '--skip-trust', '-p', prompt],
    env: {
      GEMINI_API_KEY: apiKey,
      GOOGLE_GEMINI_BASE_URL: origin,
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    },
    homeFiles: {
      '.gemini/settings.json': JSON.stringify({
        security: { auth: { selectedType: 'gemini-api-key' } },
        privacy: { usageStatisticsEnabled: false },
        general: { disableAutoUpdate: true },
      }),
    },
  }),
  part: (file) => ({
    moves: [
      { tool: 'read_file', input: { file_path: file } },
      {
        tool: 'replace',
        input: {
          file_path: file,
          instruction: 'Change world to gateway.',
          old_string: 'hello world',
          new_string: 'hello gateway',
        },
      },
    ],
  }),
}
