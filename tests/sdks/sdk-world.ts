import { transcript, type RecordedRequest, type ScriptedUpstream } from '@gptget/testkit'
import { play, VENDORS, type ScriptedTurn } from '../computers/scripted-model.ts'
import { PRICE, scriptedProvider } from '../platform/scripted-config.ts'
import type { OperatorConfig } from '../platform/start-platform.ts'

/** The model that the page names, played in its vendor's wire format. */
const PAGE_MODEL = 'anthropic/claude-sonnet-4.5'
const VENDOR = VENDORS['Anthropic’s computer_20250124']

const LAST_WORD = 'It is done.'

/** What the model does with a computer: it writes a file, clicks, and is done. */
const TURNS: ScriptedTurn[] = [
  {
    say: 'One moment.',
    deeds: [
      { do: 'bash', command: 'echo from the model > model.txt' },
      { do: 'click', x: 50, y: 60 },
    ],
  },
  { say: LAST_WORD },
]

/** Has the page's model drive computers, and say in chats that it is done. */
export const scriptPageModel = (upstream: ScriptedUpstream): void => {
  upstream.clear()
  upstream.script({ choose: answer })
}

/** The same model told to wait: something to stop in the middle. What was begun is done to its end. */
const LONG_TURNS: ScriptedTurn[] = [{ deeds: [{ do: 'bash', command: 'sleep 6' }] }, { say: LAST_WORD }]

const answer = (request: RecordedRequest) => {
  const { tools } = request.json as { tools?: unknown[] }
  if (tools === undefined) return { transcript: transcript({ text: [LAST_WORD] }) }
  return play(VENDOR, request.body.includes('Wait long') ? LONG_TURNS : TURNS)(request)
}

export const pageConfig = (upstream: ScriptedUpstream): OperatorConfig => ({
  providers: {
    scripted: { ...scriptedProvider(upstream.baseUrl('anthropic-messages')), dialect: 'anthropic' },
  },
  models: {
    [PAGE_MODEL]: {
      routes: [{ provider: 'scripted', model: VENDOR.model }],
      price: PRICE,
      input_modalities: ['text', 'image'],
    },
  },
})

/** What a caller's program finds in its environment, and nothing else. */
export const callerEnvironment = (baseUrl: string, apiKey: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  LANG: 'C.UTF-8',
  GPTGET_BASE_URL: baseUrl,
  GPTGET_API_KEY: apiKey,
  GPTGET_MODEL: PAGE_MODEL,
})
