import type { Scale, Shot } from '@gptget/computer-use'
import { encodeFrame } from '../../screen/encode-frame.ts'
import type { Rectangle } from '../../screen/rfb.ts'
import type { Screen } from '../../screen/screen.ts'

/**
 * After an action a page repaints within about 50 ms (p90) or not at all; then the screen is given time to settle. A
 * page that never settles is shown as it is.
 */
const SETTLE = { firstMs: 60, quietMs: 200, timeoutMs: 2_500 }

export type Shown = { shot: Shot; bytes: Buffer; isSettled: boolean }

/**
 * The settled screen, in the size for models. The image is encoded while the screen is still watched, and encoded again
 * only if something has changed.
 */
export const settleAndShow = async (screen: Screen, scale: Scale, signal: AbortSignal): Promise<Shown> => {
  const take = () => show(screen, null, scale.sentWidth / scale.width)
  let early: Promise<Picture | null> = Promise.resolve(null)
  const onPause = (): void => {
    early = take().catch(() => null)
  }
  const { settled } = await screen.settle({ ...SETTLE, onPause, signal })
  const taken = await early
  const { shot, bytes } = taken?.changes === screen.changes ? taken : await take()
  return { shot, bytes, isSettled: settled }
}

/** `changes`: the number of screen changes until it was taken. */
type Picture = Omit<Shown, 'isSettled'> & { changes: number }

/** The current screen, or a part of it. */
export const show = async (screen: Screen, region: Rectangle | null, share: number): Promise<Picture> => {
  const picture = { format: 'png' as const, quality: 80, region, scale: share }
  const frame = await screen.capture()
  const { changes } = screen
  const { bytes, width, height } = await encodeFrame(frame, screen, picture)
  const shot = { base64: bytes.toString('base64'), mediaType: 'image/png', width, height } as const
  return { shot, bytes, changes }
}
