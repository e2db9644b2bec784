import { createServer } from 'node:net'

/** @throws Error that says what to do when one of the edges' ports is taken. */
export const checkPorts = async (firstPort: number, count: number): Promise<void> => {
  for (let port = firstPort; port < firstPort + count; port += 1) {
    const reason = await whyNotFree(port)
    if (reason === undefined) continue
    throw new Error(
      reason === 'EADDRINUSE'
        ? `Port ${port} is in use by another program. Nothing was started, and the data folder is as it was.\n` +
            `Stop that program, or choose another port: npm start -- --port ${firstPort + 100}`
        : `Port ${port} cannot be used (${reason}). Nothing was started, and the data folder is as it was.\n` +
            'Choose another: npm start -- --port 8080',
    )
  }
}

/** The system's code for why a loopback port cannot be had: `EADDRINUSE`; undefined when it can. */
export const whyNotFree = (port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(undefined)))
  })
