import { FaultError } from '../canonical/faults.ts'

/** The fault for images that a provider filtered. */
export const refusedContent = (): FaultError =>
  new FaultError({
    code: 'content_policy_violation',
    message: 'The provider blocked the image because of its content.',
    param: 'prompt',
  })

/** The fault for images that a provider started but did not create. */
export const workFailed = (said: string): FaultError =>
  /nsfw|sensitive|safety|moderat/i.test(said)
    ? refusedContent()
    : new FaultError({
        code: 'provider_unavailable',
        message: `The provider could not make the image: ${said.slice(0, 500)}`,
      })
