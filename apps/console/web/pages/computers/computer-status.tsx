import type { Computer } from '../../api/computers.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'

const TONES: Record<string, Tone> = { running: 'good', error: 'bad', stopped: 'plain' }

export const ComputerStatus = ({ computer }: { computer: Computer }) => (
  <span role="status" className="max-w-48 text-right">
    <Badge tone={TONES[computer.status] ?? 'warn'}>{computer.status}</Badge>
    {computer.status_reason && (
      <span className="mt-1 block text-xs text-faint">{computer.status_reason}</span>
    )}
  </span>
)
