import {
  ArchiveRestore, Bug, ClipboardCheck, ClipboardList, Database, File, FileChartColumn, GitCompareArrows, GraduationCap, MessageSquareWarning, PackageCheck, Phone, Server, Siren, Star, TriangleAlert, UsersRound,
  type LucideIcon,
} from 'lucide-react';
import type { FormIcon } from '../../domain/forms/form.ts';

const drawings: Readonly<Record<FormIcon, LucideIcon>> = {
  order: ClipboardList, inspection: ClipboardCheck, survey: Star, fault: TriangleAlert, problem: Bug, change: GitCompareArrows, release: PackageCheck, item: Server,
  backup: ArchiveRestore, training: GraduationCap, call: Phone, complaint: MessageSquareWarning, data: Database, report: FileChartColumn, drill: Siren, meeting: UsersRound,
};

/** The drawing a form declares; a plain sheet for one that is not known here. */
export const iconToDrawing = (icon: string | undefined): LucideIcon => (icon !== undefined && Object.hasOwn(drawings, icon) ? drawings[icon as FormIcon] : File);
