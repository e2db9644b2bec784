import { buildImage, findImage, whyNotBuildable } from '@gptget/desktop-image'
import type { StageOutcome } from './run-stage.ts'

/** Builds the desktop image in the cache if it is missing. If that is impossible, prints why. */
export const prepareDesktopImage = async (cacheDir: string): Promise<StageOutcome> => {
  if (findImage(cacheDir) !== null) return { passed: 0, failed: 0 }
  const reason = whyNotBuildable()
  if (reason !== null) console.log(`Skipping the tests with real desktops: ${reason}.`)
  else await buildImage(cacheDir, reportEachTenth())
  return { passed: 0, failed: 0 }
}

const reportEachTenth = () => {
  let reported = -1
  return (step: string, share: number): void => {
    const tenth = Math.floor(share * 10)
    if (tenth <= reported) return
    reported = tenth
    console.log(`desktop image: ${tenth * 10} % (${step})`)
  }
}
