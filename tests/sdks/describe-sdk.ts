import { transcript } from '@gptget/testkit'
import { describeDesktops, type Desktops } from '../computers/describe-desktops.ts'
import { PRICE, scriptedProvider } from '../platform/scripted-config.ts'

/** The model that the page names, played by Anthropic's dialect. */
const PAGE_MODEL = 'anthropic/claude-sonnet-4.5'

const LAST_WORD = 'It is done.'

export type SdkWorld = Desktops & {
  /** What a caller's program finds in its environment. */
  environment(): Record<string, string>
}

/** Tests of callers' packages: a platform with real desktops, and the page's model that says it is done. */
export const describeSdk = (name: string, body: (sdk: SdkWorld) => void): void =>
  describeDesktops(
    name,
    (desktops) => {
      const environment = (): Record<string, string> => {
        desktops.world.upstream.clear()
        desktops.world.upstream.script({ transcript: transcript({ text: [LAST_WORD] }) })
        return {
          PATH: process.env['PATH'] ?? '',
          LANG: 'C.UTF-8',
          GPTGET_BASE_URL: desktops.world.platform.baseUrl,
          GPTGET_API_KEY: desktops.world.account.apiKey,
          GPTGET_MODEL: PAGE_MODEL,
        }
      }
      body({ ...desktops, environment })
    },
    {},
    (upstream) => ({
      providers: {
        scripted: {
          ...scriptedProvider(upstream.baseUrl('anthropic-messages')),
          dialect: 'anthropic',
        },
      },
      models: {
        [PAGE_MODEL]: { routes: [{ provider: 'scripted', model: 'scripted:said' }], price: PRICE },
      },
    }),
  )
