import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { hasPasswordQuery } from '../../api/profile.ts'
import { disableTwoFactor, makeRecoveryCodes, startTwoFactor } from '../../api/two-factor.ts'
import { useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Modal } from '../../ui/modal.tsx'
import { say } from '../../ui/say.ts'
import { PasswordStep } from './password-step.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { TwoFactorSetup } from './two-factor-setup.tsx'

type Task = 'on' | 'off' | 'codes'

/** Turns the second factor on and off. */
export const TwoFactor = () => {
  const { user } = useSession()
  const { data: hasPassword } = useQuery(hasPasswordQuery)
  const client = useQueryClient()
  const [task, setTask] = useState<Task | null>(null)
  const close = async () => {
    setTask(null)
    await client.invalidateQueries({ queryKey: ['session'] })
  }
  return (
    <section>
      <div className="flex items-center gap-3">
        <h2 className="text-lg font-semibold">{m.security.twoFactor}</h2>
        <Badge tone={user.hasTwoFactor ? 'good' : 'plain'}>
          {user.hasTwoFactor ? m.security.isOn : m.security.isOff}
        </Badge>
      </div>
      <p className="mb-3 text-soft">{m.security.twoFactorText}</p>
      {hasPassword === false && <p className="mb-3 text-soft">{m.security.noPasswordYet}</p>}
      <div className="flex flex-wrap gap-2">
        {user.hasTwoFactor ? (
          <>
            <Button onClick={() => setTask('codes')}>{m.security.newCodes}</Button>
            <Button look="danger" onClick={() => setTask('off')}>
              {m.security.turnOff}
            </Button>
          </>
        ) : (
          <Button disabled={hasPassword !== true} onClick={() => setTask('on')}>
            {m.security.turnOn}
          </Button>
        )}
      </div>
      <TaskModal key={task} task={task} onClose={() => void close()} />
    </section>
  )
}

const TITLES = { on: m.security.twoFactor, off: m.security.turnOffTitle, codes: m.security.newCodes }

const TaskModal = ({ task, onClose }: { task: Task | null; onClose: () => void }) => (
  <Modal
    title={task === null ? '' : TITLES[task]}
    text={task === 'off' ? m.security.turnOffText : undefined}
    isOpen={task !== null}
    onClose={onClose}
  >
    {task === 'on' && <TurnOn onClose={onClose} />}
    {task === 'codes' && <NewCodes onClose={onClose} />}
    {task === 'off' && (
      <PasswordStep
        action={m.security.turnOff}
        look="danger"
        send={disableTwoFactor}
        onDone={() => {
          say(m.security.turnedOff)
          onClose()
        }}
      />
    )}
  </Modal>
)

const TurnOn = ({ onClose }: { onClose: () => void }) => {
  const [setup, setSetup] = useState<Awaited<ReturnType<typeof startTwoFactor>> | null>(null)
  if (setup === null)
    return (
      <PasswordStep action={m.security.continue} look="primary" send={startTwoFactor} onDone={setSetup} />
    )
  return <TwoFactorSetup setup={setup} onClose={onClose} />
}

const NewCodes = ({ onClose }: { onClose: () => void }) => {
  const [codes, setCodes] = useState<string[] | null>(null)
  if (codes !== null) return <RecoveryCodes codes={codes} onKept={onClose} />
  return (
    <PasswordStep
      action={m.security.newCodes}
      look="primary"
      send={makeRecoveryCodes}
      onDone={({ backupCodes }) => setCodes(backupCodes)}
    />
  )
}
