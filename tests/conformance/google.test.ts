import { describeWays } from './describe-ways.ts'
import { googleWays } from './ways/google.ts'

describeWays(googleWays)
