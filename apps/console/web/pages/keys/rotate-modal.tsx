import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { rotateKey, type CreatedKey, type Key } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'

const OVERLAPS = [
  ['0', m.keys.overlaps.now],
  ['3600', m.keys.overlaps.hour],
  ['86400', m.keys.overlaps.day],
  ['604800', m.keys.overlaps.week],
] as const satisfies readonly [string, string][]

type RotateProps = { isOpen: boolean; apiKey: Key; onClose: () => void; onRotated: (key: CreatedKey) => void }

export const RotateModal = ({ isOpen, apiKey, onClose, onRotated }: RotateProps) => {
  const client = useQueryClient()
  const [seconds, setSeconds] = useState('86400')
  const rotate = useMutation({
    mutationFn: () => rotateKey(apiKey.id, Number(seconds)),
    onSuccess: async (rotated) => {
      onClose()
      onRotated(rotated)
      await client.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  return (
    <Modal title={m.keys.rotateTitle(apiKey.name)} text={m.keys.rotateText} isOpen={isOpen} onClose={onClose}>
      {rotate.isError && <Failure error={rotate.error} />}
      <SelectField
        label={m.keys.overlap}
        options={OVERLAPS}
        value={seconds}
        onChange={({ target }) => setSeconds(target.value)}
      />
      <ModalActions>
        <Button onClick={onClose}>{m.common.cancel}</Button>
        <Button look="primary" isBusy={rotate.isPending} onClick={() => rotate.mutate()}>
          {m.keys.rotate}
        </Button>
      </ModalActions>
    </Modal>
  )
}
