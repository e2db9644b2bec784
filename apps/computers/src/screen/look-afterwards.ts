import { encodeFrame } from './encode-frame.ts'
import type { Screen } from './screen.ts'

/** A screen has settled when little has changed for this long; a page that never settles is not waited for. */
export const SETTLE = { quietMs: 200, timeoutMs: 5_000 }

type After = { settle: boolean; screenshot: boolean }

/** The part of an answer about the screen after an action. */
export const lookAfterwards = async (screen: Screen, { settle, screenshot }: After) => {
  const settled = settle ? await screen.settle(SETTLE) : {}
  if (!screenshot) return settled
  const { bytes } = await encodeFrame(await screen.capture(), screen, {
    format: 'png',
    quality: 80,
    region: null,
    scale: 1,
  })
  return { ...settled, image: bytes.toString('base64') }
}
