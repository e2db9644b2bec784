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

/** The settled screen, in the size that models get. */
export const settleAndShow = async (screen: Screen, scale: Scale): Promise<Shown> => {
  const { settled } = await screen.settle(SETTLE)
  return { ...(await show(screen, null, scale.sentWidth / scale.width)), isSettled: settled }
}

/** The current screen, or a part of it. */
export const show = async (
  screen: Screen,
  region: Rectangle | null,
  share: number,
): Promise<Omit<Shown, 'isSettled'>> => {
  const picture = { format: 'png' as const, quality: 80, region, scale: share }
  const { bytes, width, height } = await encodeFrame(await screen.capture(), screen, picture)
  return { shot: { base64: bytes.toString('base64'), mediaType: 'image/png', width, height }, bytes }
}
