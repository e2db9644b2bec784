import { describeWays } from './describe-ways.ts'
import { openaiResponsesWays } from './ways/openai-responses.ts'

describeWays(openaiResponsesWays)
