import type { Context as HonoContext } from 'hono'
import { publicUrlOf } from '@gptget/http'
import type { HttpEnv } from '@gptget/http'
import type { Context } from '../context.ts'
import { DISK_SIZE_GB, INSTANCE_TYPES } from '../instance-types.ts'
import type { StoredComputer } from '../store/rows.ts'
import { makeLink } from '../view/links.ts'

/** A computer as its owner sees it. */
export const describeComputer = (context: Context, c: HonoContext<HttpEnv>, row: StoredComputer) => {
  const { config, live: all, now } = context
  const origin = publicUrlOf(c.env.incoming, config.publicUrl)
  const live = all.find(row.computer_id)
  const { cpu, ram } = INSTANCE_TYPES[row.instance_type]
  const sinceMs = row.running_since === null ? 0 : now() - row.running_since.getTime()
  return {
    id: row.computer_id,
    instance_id: row.instance_id,
    name: row.name,
    workspace_id: row.workspace_id,
    instance_type: row.instance_type,
    cpu,
    ram,
    disk_size_gb: DISK_SIZE_GB,
    status: row.status,
    status_reason: row.status_reason,
    region: row.region,
    hostname: new URL(origin).hostname,
    connection_url: makeLink(row, origin, now()).url,
    resolution: row.resolution,
    image: row.image,
    network: row.network,
    allowed_hosts: row.allowed_hosts,
    auto_stop_minutes: row.auto_stop_minutes,
    is_frozen: live?.isFrozen ?? false,
    hours_charged: row.hours_charged,
    paid_until: row.paid_until?.toISOString() ?? null,
    running_seconds: row.running_seconds + Math.max(0, Math.floor(sinceMs / 1_000)),
    limits:
      live === undefined
        ? null
        : {
            cpus: live.limits.cpus,
            memory_bytes: live.limits.memoryBytes,
            pids: live.limits.pids,
            disk_bytes: live.limits.diskBytes,
            network: live.limits.network,
            notes: live.limits.notes,
          },
    created_at: row.created_at.toISOString(),
  }
}
