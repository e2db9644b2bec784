import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { deleteComputer, runComputer, type Computer } from '../../api/computers.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { say } from '../../ui/say.ts'

export const ComputerActions = ({ computer }: { computer: Computer }) => {
  const client = useQueryClient()
  const [isDeleting, setDeleting] = useState(false)
  const read = () => client.invalidateQueries({ queryKey: ['computers'] })
  const run = useMutation({
    mutationFn: (command: 'start' | 'stop') => runComputer(computer.id, command),
    onError: ({ message }) => say(m.common.somethingFailed, message),
    onSettled: read,
  })
  const isRunning = computer.status === 'running'
  return (
    <>
      {(isRunning || computer.status === 'stopped') && (
        <Button size="sm" isBusy={run.isPending} onClick={() => run.mutate(isRunning ? 'stop' : 'start')}>
          {isRunning ? m.computers.stop : m.computers.start}
        </Button>
      )}
      <Button size="sm" look="danger" onClick={() => setDeleting(true)}>
        {m.computers.remove}
      </Button>
      <ConfirmModal
        title={m.computers.removeTitle(computer.name)}
        text={m.computers.removeText}
        action={m.computers.remove}
        isOpen={isDeleting}
        onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await deleteComputer(computer.id)
          await read()
        }}
      />
    </>
  )
}
