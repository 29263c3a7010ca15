export { BackupStore, type BackupStoreProps } from '../ske/backup-store.ts';
