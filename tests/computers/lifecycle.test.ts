import { expect, it } from 'vitest'
import { Client } from 'pg'
import { describeDesktops, SOON } from './describe-desktops.ts'
import { callerOf, type Computer } from './desktops.ts'

describeDesktops('computers', ({ world, call, newComputer }) => {
  it('work as on the public page, from workspace to deletion', async () => {
    const workspace = await call<{ id: string }>('POST', '/workspaces', { name: 'my-project' })
    expect(workspace).toMatchObject({ status: 201, body: { name: 'my-project' } })
    expect(workspace.body.id).toMatch(/^ws_/)
    const asked = { workspace_id: workspace.body.id, name: 'box-1', instance_type: '2c4g', region: 'us' }
    const created = await call<Computer>('POST', '/computers', asked)
    expect(created).toMatchObject({
      status: 201,
      body: {
        name: 'box-1',
        instance_type: '2c4g',
        cpu: 2,
        ram: 4,
        disk_size_gb: 8,
        status: 'running',
        region: 'us',
      },
    })
    const { id, instance_id: instanceId, connection_url: link } = created.body
    expect(instanceId).toMatch(/^[0-9a-f]{8}$/)
    expect(link).toContain(`/i/${instanceId}/vnc.html?autoconnect=1&`)
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
    expect(bash.body).toMatchObject({ success: true, exit_code: 0, output: 'Desktop\nDownloads\n' })
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

  it('keep their files after a stop, and share them with a clone', async () => {
    const { id } = await newComputer({ name: 'first' })
    const text = 'kept over a stop'
    await call('PUT', `/computers/${id}/files?path=notes.txt`, text)
    await call('POST', `/computers/${id}/stop`)
    await call('POST', `/computers/${id}/start`)
    const read = (computer: string) => call<Buffer>('GET', `/computers/${computer}/files?path=notes.txt`)
    expect((await read(id)).body.toString()).toBe(text)
    const copy = await call<Computer>('POST', `/computers/${id}/clone`)
    expect(copy).toMatchObject({ status: 201, body: { name: 'first (clone)', status: 'running' } })
    expect((await read(copy.body.id)).body.toString()).toBe(text)
    await call('PUT', `/computers/${copy.body.id}/files?path=notes.txt`, 'changed')
    expect((await read(id)).body.toString()).toBe(text)
  })

  it('run again with their files after a quick replacement of their host', async () => {
    const { id } = await newComputer()
    const [service] = world.platform.of('computers')
    const read = () => call<Computer>('GET', `/computers/${id}`)
    const replace = async (meanwhile: () => Promise<unknown>): Promise<void> => {
      await service!.stop()
      await meanwhile()
      await service!.restart()
      await expect.poll(async () => (await read()).status, SOON).toBe(200)
    }
    await call('PUT', `/computers/${id}/files?path=notes.txt`, 'kept')

    await replace(async () => {})
    await expect.poll(async () => (await read()).body.status, SOON).toBe('running')
    const { body: file } = await call<Buffer>('GET', `/computers/${id}/files?path=notes.txt`)
    expect(file.toString()).toBe('kept')

    await replace(() => pretendLongAgo(world.platform.databaseUrl, id))
    expect((await read()).body).toMatchObject({ status: 'stopped', status_reason: 'Its host was down.' })
  })

  it('refuse operations that their state does not allow, with a reason', async () => {
    const { id } = await newComputer()
    await call('POST', `/computers/${id}/stop`)
    for (const [method, target] of [
      ['GET', 'screenshot'],
      ['POST', 'restart'],
      ['POST', 'click'],
    ] as const) {
      const refused = await call<{ error: { message: string } }>(
        method,
        `/computers/${id}/${target}`,
        method === 'POST' ? {} : undefined,
      )
      expect([refused.status, refused.body.error.message]).toEqual([
        409,
        expect.stringContaining('stopped') as string,
      ])
    }
  })

  it('have unique names in their workspace, and the documented sizes', async () => {
    const { workspace_id, name } = await newComputer({ instance_type: '4c8g' })
    const again = await call('POST', '/computers', { workspace_id, name })
    expect(again).toMatchObject({ status: 409, body: { error: { param: 'name' } } })
    for (const [field, value] of [
      ['instance_type', '9c9g'],
      ['region', 'moon'],
      ['resolution', '10x10'],
      ['name', ''],
    ] as const)
      expect(await call('POST', '/computers', { workspace_id, name: 'other', [field]: value })).toMatchObject(
        {
          status: 400,
          body: { error: { param: field } },
        },
      )
  })

  it('report the limits that their host enforces if it cannot enforce all of the type’s', async () => {
    const { limits, id } = await newComputer({ instance_type: '4c8g', network: 'none' })
    expect(limits).toMatchObject({ pids: 1_024, disk_bytes: 8 * 1024 ** 3, network: 'none' })
    expect(limits.cpus).toBeLessThanOrEqual(4)
    expect(limits.notes.some((note) => note.includes('processors'))).toBe(limits.cpus < 4)
    const changed = await call<Computer>('PATCH', `/computers/${id}`, {
      instance_type: '2c2g',
      name: 'smaller',
    })
    expect(changed.body).toMatchObject({ name: 'smaller', limits: { cpus: 2, memory_bytes: 2 * 1024 ** 3 } })
  })

  it('are not accessible to other accounts', async () => {
    const { id, workspace_id: workspaceId } = await newComputer()
    const stranger = await world.platform.admin.createAccount()
    const theirs = callerOf(world, () => stranger.apiKey)
    for (const [method, target] of [
      ['GET', `/computers/${id}`],
      ['GET', `/computers/${id}/screenshot`],
      ['POST', `/computers/${id}/click`],
      ['POST', `/computers/${id}/bash`],
      ['POST', `/computers/${id}/stop`],
      ['GET', `/computers/${id}/files?path=x`],
      ['GET', `/computers/${id}/events`],
      ['POST', `/computers/${id}/views`],
      ['DELETE', `/computers/${id}`],
      ['GET', `/workspaces/${workspaceId}`],
      ['DELETE', `/workspaces/${workspaceId}`],
    ] as const) {
      const body = target.endsWith('bash') ? { command: 'true' } : method === 'POST' ? {} : undefined
      expect([target, (await theirs(method, target, body)).status]).toEqual([target, 404])
    }
    expect((await theirs<{ data: unknown[] }>('GET', '/computers')).body.data).toEqual([])
    expect((await theirs('POST', '/computers', { workspace_id: workspaceId, name: 'x' })).status).toBe(404)
  })

  it('stream their events', async () => {
    const { id } = await newComputer()
    const response = await fetch(`${world.platform.baseUrl}/computers/${id}/events?after=0`, {
      headers: { authorization: `Bearer ${world.account.apiKey}` },
    })
    let text = ''
    const reading = (async () => {
      for await (const bytes of response.body!) text += Buffer.from(bytes).toString()
    })()
    await call('POST', `/computers/${id}/stop`)
    await call('DELETE', `/computers/${id}`)
    await reading
    const told = [...text.matchAll(/"status":"(\w+)"|event: (computer\.deleted)/g)].map(
      ([, status, type]) => status ?? type,
    )
    expect(told).toEqual([
      'creating',
      'running',
      'stopping',
      'stopped',
      'stopped',
      'deleting',
      'computer.deleted',
    ])
  })
})

/** Makes it look as if the host had stopped three minutes ago. */
const pretendLongAgo = async (connectionString: string, id: string): Promise<void> => {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await client.query(
      `update computers.computers set seen_at = seen_at - interval '3 minutes' where computer_id = $1`,
      [id],
    )
  } finally {
    await client.end()
  }
}
