import {
  openAiImageAnswer,
  transcript,
  wait,
  type RecordedRequest,
  type ScriptedUpstream,
  type TaskUpstream,
} from '@gptget/testkit'
import { play, VENDORS, type ScriptedTurn } from '../computers/scripted-model.ts'
import { pngOf } from '../platform/pictures.ts'
import { PRICE, scriptedProvider } from '../platform/scripted-config.ts'
import { taskConfig } from '../tasks/task-config.ts'
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

/** The page's picture: what its provider draws. */
export const DRAWN = pngOf(64, 48)

/** Has the page's model drive computers, and say in chats that it is done; and the other one draw. */
export const scriptPageModel = (upstream: ScriptedUpstream): void => {
  upstream.clear()
  upstream.script({ choose: answer })
  upstream.script({ match: { path: /images/ }, choose: draw })
}

/** What takes so long that one presses Ctrl-C before. */
const SLOWLY_MS = 60_000

const draw = ({ json, body }: RecordedRequest) => {
  const { n = 1 } = (json ?? {}) as { n?: number }
  if (body.includes('slowly')) return { steps: [wait(SLOWLY_MS)] }
  const isEdit = body.includes('image[]')
  return { steps: openAiImageAnswer(Array(n).fill((isEdit ? pngOf(32, 32) : DRAWN).toString('base64'))) }
}

/** The same model told to wait: something to stop in the middle. What was begun is done to its end. */
const LONG_TURNS: ScriptedTurn[] = [{ deeds: [{ do: 'bash', command: 'sleep 6' }] }, { say: LAST_WORD }]

const answer = (request: RecordedRequest) => {
  const { tools } = request.json as { tools?: unknown[] }
  if (tools === undefined) return { transcript: transcript({ text: [LAST_WORD] }) }
  return play(VENDOR, request.body.includes('Wait long') ? LONG_TURNS : TURNS)(request)
}

export const IMAGE_MODEL = 'openai/gpt-image-1'
export const VIDEO_MODEL = 'test/runway'

/** The models of the page, and with `tasks` also those that make videos. */
export const pageConfig = (upstream: ScriptedUpstream, tasks?: TaskUpstream): OperatorConfig => {
  const long = tasks === undefined ? { providers: {}, models: {} } : taskConfig(tasks)
  return {
    providers: { ...long.providers, ...providersAt(upstream) },
    models: { ...long.models, ...PAGE_MODELS },
  }
}

const providersAt = (upstream: ScriptedUpstream): OperatorConfig['providers'] => ({
  scripted: { ...scriptedProvider(upstream.baseUrl('anthropic-messages')), dialect: 'anthropic' },
  pictures: scriptedProvider(upstream.baseUrl('openai-chat')),
})

const PAGE_MODELS: OperatorConfig['models'] = {
  [PAGE_MODEL]: {
    routes: [{ provider: 'scripted', model: VENDOR.model }],
    price: PRICE,
    input_modalities: ['text', 'image'],
  },
  [IMAGE_MODEL]: {
    routes: [{ provider: 'pictures', model: 'gpt-image-1' }],
    price: { input: 5, output: 40, image_input: 10, image_output: 40 },
    output_modalities: ['image'],
  },
}

/** What a caller's program finds in its environment, and nothing else. */
export const callerEnvironment = (baseUrl: string, apiKey: string): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '',
  LANG: 'C.UTF-8',
  GPTGET_BASE_URL: baseUrl,
  GPTGET_API_KEY: apiKey,
  GPTGET_MODEL: PAGE_MODEL,
  GPTGET_IMAGE_MODEL: IMAGE_MODEL,
  GPTGET_VIDEO_MODEL: VIDEO_MODEL,
})
