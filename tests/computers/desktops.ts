import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findImage, whyNotBuildable } from '@gptget/desktop-image'
import { resolveCacheDirectory } from '@gptget/embedded-servers'
import type { World } from '../platform/use-platform.ts'

/**
 * Why no desktop can run here, null where they can. A machine that could build the image and has not is no reason: its
 * tests fail and say what to run.
 */
export const whyNoDesktops = (): string | null =>
  findImage(resolveCacheDirectory(process.env)) === null ? whyNotBuildable() : null

/** A platform with desktops, whose disks are its own. */
export const desktopOptions = (env: Record<string, string> = {}) => ({
  config: { providers: {}, models: {} },
  computers: 1,
  env: {
    COMPUTERS_DIR: mkdtempSync(path.join(tmpdir(), 'gptget-computers-')),
    COMPUTERS_DRIVER: 'bwrap',
    ...env,
  },
})

export type Answer<Body = Record<string, unknown>> = { status: number; body: Body; headers: Headers }

/** Calls the API as the public page does: JSON without a content type. */
export const caller =
  (world: World, apiKey: () => string = () => world.account.apiKey) =>
  async <Body = Record<string, unknown>>(
    method: string,
    target: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Body>> => {
    const response = await fetch(`${world.platform.baseUrl}${target}`, {
      method,
      headers: { authorization: `Bearer ${apiKey()}`, ...headers },
      ...(body === undefined
        ? {}
        : {
            body:
              typeof body === 'string' || body instanceof Uint8Array
                ? (body as string)
                : new TextEncoder().encode(JSON.stringify(body)),
          }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json')
    return {
      status: response.status,
      body: (isJson ? JSON.parse(text) : text) as Body,
      headers: response.headers,
    }
  }

export type Computer = {
  id: string
  instance_id: string
  name: string
  status: string
  status_reason: string | null
  connection_url: string
  hours_charged: number
  paid_until: string | null
  limits: {
    cpus: number
    memory_bytes: number
    pids: number
    disk_bytes: number
    network: string
    notes: string[]
  }
}
