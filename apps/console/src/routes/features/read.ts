import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import { describeFeatures } from '../../pages/describe-features.ts'

/** `GET /console/public/features`: what the operator has set up and the pages depend on. */
export const readFeatures = (context: Context): Handler<ConsoleEnv> => {
  const features = describeFeatures(context)
  return (c) => c.json(features)
}
