import { describeDesktops, type Desktops } from '../computers/describe-desktops.ts'
import { callerEnvironment, pageConfig, scriptPageModel } from './sdk-world.ts'

export type SdkWorld = Desktops & {
  /** What a caller's program finds in its environment. */
  environment(): Record<string, string>
}

/** Tests of callers' packages: a platform with real desktops, and the page's model to drive them. */
export const describeSdk = (name: string, body: (sdk: SdkWorld) => void): void =>
  describeDesktops(
    name,
    (desktops) => {
      const environment = (): Record<string, string> => {
        const { upstream, platform, account } = desktops.world
        scriptPageModel(upstream)
        return callerEnvironment(platform.baseUrl, account.apiKey)
      }
      body({ ...desktops, environment })
    },
    {},
    (upstream) => ({ config: pageConfig(upstream), console: 1 }),
  )
