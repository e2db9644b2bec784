import { describe, expect, it } from 'vitest'
import { usePlatform } from '../platform/use-platform.ts'
import { caller, desktopOptions, whyNoDesktops, type Computer } from './desktops.ts'

const reason = whyNoDesktops()

describe.skipIf(reason !== null)(`computers (${reason ?? 'with real desktops'})`, () => {
  const world = usePlatform(() => desktopOptions())
  const call = caller(world)

  it('does what the public page says, from its workspace to its end', async () => {
    const workspace = await call<{ id: string }>('POST', '/workspaces', { name: 'my-project' })
    expect(workspace).toMatchObject({ status: 201, body: { name: 'my-project' } })
    expect(workspace.body.id).toMatch(/^ws_/)
    const created = await call<Computer>('POST', '/computers', {
      workspace_id: workspace.body.id,
      name: 'box-1',
      instance_type: '2c4g',
      region: 'us',
    })
    expect(created).toMatchObject({ status: 201 })
    expect(created.body).toMatchObject({
      name: 'box-1',
      instance_type: '2c4g',
      cpu: 2,
      ram: 4,
      disk_size_gb: 8,
      status: 'running',
      region: 'us',
    })
    const id = created.body.id
    expect(created.body.instance_id).toMatch(/^[0-9a-f]{8}$/)
    expect(created.body.connection_url).toContain(`/i/${created.body.instance_id}/vnc.html?autoconnect=1&`)
    const shot = await call<{ image: string }>('GET', `/computers/${id}/screenshot`)
    expect(Buffer.from(shot.body.image, 'base64').subarray(1, 4).toString()).toBe('PNG')
    for (const [action, body] of [
      ['click', { x: 420, y: 300, button: 'left' }],
      ['type', { text: 'hello world' }],
      ['key', { key: 'Return' }],
      ['scroll', { direction: 'down', amount: 3 }],
      ['drag', { start_x: 10, start_y: 10, end_x: 200, end_y: 200 }],
    ] as const)
      expect(await call('POST', `/computers/${id}/${action}`, body)).toMatchObject({
        status: 200,
        body: { success: true },
      })
    const bash = await call('POST', `/computers/${id}/bash`, { command: 'ls ~' })
    expect(bash.body).toMatchObject({
      success: true,
      exit_code: 0,
      output: expect.stringContaining('Desktop') as string,
    })
    const statuses: unknown[] = []
    for (const command of ['stop', 'stop', 'start', 'start', 'restart'])
      statuses.push((await call<Computer>('POST', `/computers/${id}/${command}`)).body.status)
    expect(statuses).toEqual(['stopped', 'stopped', 'running', 'running', 'running'])
    for (const _ of [1, 2])
      expect(await call('DELETE', `/computers/${id}`)).toMatchObject({
        status: 200,
        body: { id, deleted: true },
      })
    expect((await call('GET', `/computers/${id}`)).status).toBe(404)
  })
})
