import { createServer } from 'node:net'

/** Checks that the ports of the edges are free. @throws Error that says what to do if one is not */
export const checkPorts = async (firstPort: number, count: number): Promise<void> => {
  for (let port = firstPort; port < firstPort + count; port += 1) {
    const reason = await whyNotFree(port)
    if (reason === undefined) continue
    throw new Error(
      reason === 'EADDRINUSE'
        ? `Port ${port} is in use by another program. Nothing was started, and the data folder is unchanged.\n` +
            `Stop that program, or choose another port: npm start -- --port ${firstPort + 100}`
        : `Port ${port} cannot be used (${reason}). Nothing was started, and the data folder is unchanged.\n` +
            'Choose another port: npm start -- --port 8080',
    )
  }
}

/** Returns the system's error code for a loopback port that cannot be used, such as `EADDRINUSE`, else undefined. */
export const whyNotFree = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
