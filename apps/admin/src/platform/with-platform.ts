import { connectBus, type Bus } from '@gptget/bus'
import { AdminError, type Terminal } from '../terminal.ts'
import { findPlatform } from './find-platform.ts'

/** Runs work on a connection to the platform. @throws AdminError if the platform does not answer */
export const withPlatform = async <Result>(
  terminal: Terminal,
  work: (bus: Bus) => Promise<Result>,
): Promise<Result> => {
  const bus = await connect(terminal)
  try {
    return await work(bus)
  } finally {
    await bus.close()
  }
}

const connect = async (terminal: Terminal): Promise<Bus> => {
  const url = await findPlatform(terminal.env)
  try {
    return await connectBus({
      url,
      name: 'admin',
      onError: (error, what) => terminal.talk(`warning: ${what}: ${String(error)}`),
    })
  } catch (error) {
    throw new AdminError(
      `The platform does not answer at ${withoutPassword(url)} (${(error as Error).message}). Is it running? Start it with \`npm start\`.`,
      { cause: error },
    )
  }
}

const withoutPassword = (url: string): string => url.replaceAll(/\/\/[^@/]*@/g, '//')
