import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { updateKey, type CreatedKey, type Key } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { say } from '../../ui/say.ts'
import { KeyForm } from './key-form.tsx'
import { KeyMenu, type KeyModal } from './key-menu.tsx'
import { RevokeModal } from './revoke-modal.tsx'
import { RotateModal } from './rotate-modal.tsx'

export const KeyActions = ({ apiKey, onRotated }: { apiKey: Key; onRotated: (key: CreatedKey) => void }) => {
  const [open, setOpen] = useState<KeyModal>()
  const client = useQueryClient()
  const toggle = useMutation({
    mutationFn: () => updateKey(apiKey.id, { disabled: !apiKey.disabled }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
    onError: ({ message }) => say(m.common.somethingFailed, message),
  })
  const close = () => setOpen(undefined)
  return (
    <>
      <KeyMenu apiKey={apiKey} onOpen={setOpen} onToggle={toggle.mutate} />
      <KeyForm isOpen={open === 'edit'} apiKey={apiKey} onClose={close} />
      <RotateModal isOpen={open === 'rotate'} apiKey={apiKey} onClose={close} onRotated={onRotated} />
      <RevokeModal isOpen={open === 'revoke'} apiKey={apiKey} onClose={close} />
    </>
  )
}
