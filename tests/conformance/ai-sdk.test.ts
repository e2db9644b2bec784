import { describeWays } from './describe-ways.ts'
import { aiSdkWays } from './ways/ai-sdk.ts'

// It would print what each provider cannot do; the grid says so.
globalThis.AI_SDK_LOG_WARNINGS = false

describeWays(aiSdkWays)
