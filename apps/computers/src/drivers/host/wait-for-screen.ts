import { setTimeout as sleep } from 'node:timers/promises'
import { connectTo } from './sockets-folder.ts'

const START_TIMEOUT_MS = 20_000
const LOOK_MS = 4

/** Waits until a desktop has a screen. @throws Error if it ends (`ended`: its last output) or is late */
export const waitForScreen = async (folder: string, ended: Promise<string>): Promise<void> => {
  const deadline = Date.now() + START_TIMEOUT_MS
  let lastWords: string | null = null
  void ended.then((said) => (lastWords = said))
  for (;;) {
    try {
      const socket = await connectTo(folder, 'rfb')
      socket.destroy()
      return
    } catch (error) {
      if (lastWords !== null)
        throw new Error(`The desktop ended at its start: ${lastWords as string}`, { cause: error })
      if (Date.now() > deadline)
        throw new Error(`The desktop had no screen after ${START_TIMEOUT_MS} ms.`, { cause: error })
      await sleep(LOOK_MS)
    }
  }
}
