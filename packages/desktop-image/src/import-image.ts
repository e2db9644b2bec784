import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { mustRun } from '@gptget/embedded-servers'
import type { Progress } from './build-image.ts'
import { ENGINE_IMAGE } from './recipe.ts'

/** Loading an image is much of an engine's work after the last byte has arrived. */
const SENT_SHARE = 0.95

/**
 * Gives a container engine (Docker, podman) the root filesystem of desktops as an image. Does nothing if it already has
 * it.
 * @throws Error if the engine does not answer or refuses it
 */
export const importImage = async (
  directory: string,
  socketPath: string,
  progress: Progress,
): Promise<string> => {
  if ((await ask(socketPath, 'GET', `/images/${ENGINE_IMAGE}/json`)).status === 200) return ENGINE_IMAGE
  const [repository = '', tag = ''] = ENGINE_IMAGE.split(/:(?=[^:]*$)/)
  const { status, text } = await send(directory, socketPath, progress)
  const [id] = /sha256:[0-9a-f]{64}/.exec(text) ?? []
  if (status !== 200 || id === undefined)
    throw new Error(`The engine refused the image: ${text.slice(0, 500)}`)
  progress('naming the image', SENT_SHARE)
  const tagged = await ask(socketPath, 'POST', `/images/${id}/tag?repo=${repository}&tag=${tag}`)
  if (tagged.status !== 201)
    throw new Error(`The engine did not name the image: ${tagged.text.slice(0, 500)}`)
  return ENGINE_IMAGE
}

type Answer = { status: number; text: string }

const ask = async (socketPath: string, method: string, path: string): Promise<Answer> => {
  const outgoing = request({ socketPath, method, path: `/v1.41${path}` })
  outgoing.end()
  return answerTo(outgoing)
}

/** Streams the filesystem as tar makes it. */
const send = async (directory: string, socketPath: string, progress: Progress): Promise<Answer> => {
  const totalBytes = Number.parseInt(await mustRun('du', ['-sb', '--apparent-size', directory]), 10)
  const tar = spawn('tar', ['-C', directory, '--one-file-system', '--numeric-owner', '-cf', '-', '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const outgoing = request({
    socketPath,
    method: 'POST',
    path: '/v1.41/images/create?fromSrc=-',
    headers: { 'content-type': 'application/x-tar' },
  })
  let sentBytes = 0
  const counting = new Transform({
    transform(bytes: Buffer, _, done) {
      sentBytes += bytes.length
      progress('giving the image to the engine', Math.min(SENT_SHARE, (sentBytes / totalBytes) * SENT_SHARE))
      done(null, bytes)
    },
  })
  const answer = answerTo(outgoing)
  // If the engine refuses it, its answer says why, but a broken pipe does not.
  await Promise.race([pipeline(tar.stdout, counting, outgoing), answer]).catch(() => {})
  return answer
}

const answerTo = async (outgoing: ReturnType<typeof request>): Promise<Answer> => {
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  let text = ''
  for await (const bytes of response) text += String(bytes)
  return { status: response.statusCode ?? 0, text }
}
