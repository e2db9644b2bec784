import { describeWays } from './describe-ways.ts'
import { aiSdkWays } from './ways/ai-sdk.ts'

// The SDK would print warnings about unsupported features, which the grid lists anyway.
globalThis.AI_SDK_LOG_WARNINGS = false

describeWays(aiSdkWays)
