import { describeWays } from './describe-ways.ts'
import { anthropicWays } from './ways/anthropic.ts'

describeWays(anthropicWays)
