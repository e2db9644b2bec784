import { describeWays } from './describe-ways.ts'
import { langchainWays } from './ways/langchain.ts'

describeWays(langchainWays)
