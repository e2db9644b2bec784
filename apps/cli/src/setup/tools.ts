import path from 'node:path'
import { editEnv } from './edit-env.ts'
import { editJson } from './edit-json.ts'
import { setTable, setTopLevel } from './edit-toml.ts'
import { editYaml } from './edit-yaml.ts'
import type { Tool } from './tool.ts'

/** Reads `env` of its settings. ANTHROPIC_AUTH_TOKEN is sent as a bearer token, without asking the user. */
const claudeCode: Tool = {
  name: 'claude-code',
  title: 'Claude Code',
  files: [
    {
      path: (home, env) => path.join(env['CLAUDE_CONFIG_DIR'] || path.join(home, '.claude'), 'settings.json'),
      change: (before, { origin, apiKey, model }) =>
        editJson(before, [
          [['env', 'ANTHROPIC_BASE_URL'], origin],
          [['env', 'ANTHROPIC_AUTH_TOKEN'], apiKey],
          [['env', 'ANTHROPIC_MODEL'], model],
          [['env', 'ANTHROPIC_DEFAULT_HAIKU_MODEL'], model],
        ]),
    },
  ],
  start: 'claude',
  rivals: ['ANTHROPIC_BASE_URL', 'ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN', 'ANTHROPIC_MODEL'],
  favorites: [/^anthropic\/claude-sonnet/, /^anthropic\//],
}

const codex: Tool = {
  name: 'codex',
  title: 'Codex CLI',
  files: [
    {
      path: (home, env) => path.join(env['CODEX_HOME'] || path.join(home, '.codex'), 'config.toml'),
      change: (before, { origin, apiKey, model }) =>
        setTable(setTopLevel(before, { model, model_provider: 'gptget' }), 'model_providers.gptget', {
          name: 'GptGet',
          base_url: `${origin}/v1`,
          wire_api: 'responses',
          experimental_bearer_token: apiKey,
        }),
    },
  ],
  start: 'codex',
  rivals: [],
  favorites: [/^openai\/gpt-5/, /^openai\/gpt/],
}

const geminiCli: Tool = {
  name: 'gemini-cli',
  title: 'Gemini CLI',
  files: [
    {
      path: (home) => path.join(home, '.gemini', 'settings.json'),
      change: (before, { model }) =>
        editJson(before, [
          [['security', 'auth', 'selectedType'], 'gemini-api-key'],
          [['model', 'name'], model],
        ]),
    },
    {
      path: (home) => path.join(home, '.gemini', '.env'),
      change: (before, { origin, apiKey }) =>
        editEnv(before, { GEMINI_API_KEY: apiKey, GOOGLE_GEMINI_BASE_URL: origin }),
    },
  ],
  start: 'gemini',
  rivals: ['GEMINI_API_KEY', 'GOOGLE_GEMINI_BASE_URL', 'GOOGLE_API_KEY', 'GEMINI_MODEL'],
  favorites: [/^google\/gemini-.*pro/, /^google\/gemini/],
}

const opencode: Tool = {
  name: 'opencode',
  title: 'opencode',
  files: [
    {
      path: (home, env) =>
        path.join(env['XDG_CONFIG_HOME'] || path.join(home, '.config'), 'opencode', 'opencode.json'),
      change: (before, { origin, apiKey, model }) =>
        editJson(before, [
          [
            ['provider', 'gptget'],
            {
              npm: '@ai-sdk/openai-compatible',
              name: 'GptGet',
              options: { baseURL: `${origin}/v1`, apiKey },
              models: { [model]: { name: model, tool_call: true } },
            },
          ],
          [['model'], `gptget/${model}`],
          [['small_model'], `gptget/${model}`],
        ]),
    },
  ],
  start: 'opencode',
  rivals: ['OPENCODE_CONFIG', 'OPENCODE_CONFIG_CONTENT'],
  favorites: [/^anthropic\/claude-sonnet/],
}

const aider: Tool = {
  name: 'aider',
  title: 'aider',
  files: [
    {
      path: (home) => path.join(home, '.aider.conf.yml'),
      change: (before, { origin, apiKey, model }) =>
        editYaml(before, {
          model: `openai/${model}`,
          'openai-api-base': `${origin}/v1`,
          'openai-api-key': apiKey,
        }),
    },
  ],
  start: 'aider',
  rivals: ['OPENAI_API_BASE', 'OPENAI_API_KEY', 'AIDER_MODEL'],
  favorites: [/^anthropic\/claude-sonnet/],
}

export const TOOLS: Tool[] = [claudeCode, codex, geminiCli, opencode, aider]
