import type { Scale, Shot } from '@gptget/computer-use'
import { encodeFrame } from '../../screen/encode-frame.ts'
import type { Rectangle } from '../../screen/rfb.ts'
import type { Screen } from '../../screen/screen.ts'

/**
 * After an action a page repaints within some 50 ms (p90), or it does nothing; then it is waited for until it rests. A
 * page that never rests is shown as it is.
 */
const SETTLE = { firstMs: 60, quietMs: 200, timeoutMs: 2_500 }

export type Shown = { shot: Shot; bytes: Buffer; isSettled: boolean }

/** The screen once it rests, as large as models are sent it. */
export const settleAndShow = async (screen: Screen, scale: Scale): Promise<Shown> => {
  const { settled } = await screen.settle(SETTLE)
  return { ...(await show(screen, null, scale.sentWidth / scale.width)), isSettled: settled }
}

/** The screen, or a part of it, as it is now. */
export const show = async (
  screen: Screen,
  region: Rectangle | null,
  share: number,
): Promise<Omit<Shown, 'isSettled'>> => {
  const picture = { format: 'png' as const, quality: 80, region, scale: share }
  const { bytes, width, height } = await encodeFrame(await screen.capture(), screen, picture)
  return { shot: { base64: bytes.toString('base64'), mediaType: 'image/png', width, height }, bytes }
}
