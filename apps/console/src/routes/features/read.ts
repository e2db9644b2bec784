import type { Handler } from 'hono'
import type { Context } from '../../context.ts'
import type { ConsoleEnv } from '../../env.ts'
import { describeFeatures } from '../../pages/describe-features.ts'

/** `GET /console/public/features`: what this platform's operator has set up, as far as the pages depend on it. */
export const readFeatures = (context: Context): Handler<ConsoleEnv> => {
  const features = describeFeatures(context)
  return (c) => c.json(features)
}
