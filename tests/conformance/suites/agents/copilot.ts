import type { Agent, AgentContext } from './agent.ts'

const launch =
  (wire: Record<string, string>) =>
  ({ installed, origin, apiKey, model, home }: AgentContext, prompt: string) => ({
    program: `${installed}/node_modules/.bin/copilot`,
    args: ['-p', prompt, '--allow-all-tools', '--allow-all-paths', '--no-color'],
    env: {
      COPILOT_HOME: `${home}/.copilot`,
      COPILOT_OFFLINE: 'true',
      COPILOT_AUTO_UPDATE: 'false',
      COPILOT_MODEL: model,
      COPILOT_PROVIDER_API_KEY: apiKey,
      COPILOT_PROVIDER_BASE_URL: `${origin}/v1`,
      ...wire,
    },
  })

const part: Agent['part'] = (file) => ({
  moves: [
    { tool: 'view', input: { path: file } },
    { tool: 'edit', input: { path: file, old_str: 'world', new_str: 'gateway' } },
  ],
})

const base = { registry: 'npm', pin: '@github/copilot@1.0.102', part } as const

export const copilotChat: Agent = {
  ...base,
  name: 'copilot',
  title: 'Copilot CLI',
  speaks: 'Chat Completions',
  launch: launch({ COPILOT_PROVIDER_TYPE: 'openai' }),
}

export const copilotResponses: Agent = {
  ...base,
  name: 'copilot-responses',
  title: 'Copilot CLI',
  speaks: 'Responses',
  launch: launch({ COPILOT_PROVIDER_TYPE: 'openai', COPILOT_PROVIDER_WIRE_API: 'responses' }),
}

export const copilotWebSocket: Agent = {
  ...base,
  name: 'copilot-websocket',
  title: 'Copilot CLI',
  speaks: 'Responses by WebSocket',
  launch: launch({
    COPILOT_PROVIDER_TYPE: 'openai',
    COPILOT_PROVIDER_WIRE_API: 'responses',
    COPILOT_PROVIDER_TRANSPORT: 'websockets',
  }),
}

export const copilotMessages: Agent = {
  ...base,
  name: 'copilot-messages',
  title: 'Copilot CLI',
  speaks: 'Messages',
  launch: (context, prompt) => {
    const made = launch({ COPILOT_PROVIDER_TYPE: 'anthropic' })(context, prompt)
    return { ...made, env: { ...made.env, COPILOT_PROVIDER_BASE_URL: context.origin } }
  },
}
