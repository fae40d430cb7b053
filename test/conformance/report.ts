import { readFile } from 'node:fs/promises';

/** A case in a report of ginkgo. */
export interface ReportedCase {
  /** Names of everything that it is within, and its own. */
  name: string;
  /** `skipped` is also what was not asked for; then there is no message. */
  state: 'passed' | 'failed' | 'skipped' | 'pending' | 'panicked' | 'timedout' | 'interrupted' | 'aborted';
  seconds: number;
  /** Why it failed or was skipped; empty otherwise. */
  message: string;
  /** What it wrote. */
  output: string;
}

/** Parts of ginkgo's JSON report (types.Report) that are looked at. */
interface SuiteReport {
  SpecReports:
    | {
        ContainerHierarchyTexts: string[] | null;
        LeafNodeType: string;
        LeafNodeText: string;
        State: ReportedCase['state'];
        /** Nanoseconds. */
        RunTime: number;
        Failure?: { Message?: string };
        CapturedGinkgoWriterOutput?: string;
      }[]
    | null;
}

/** Reads ginkgo's JSON report: cases, and failures of what is done before and after all cases. */
export async function readReport(path: string): Promise<ReportedCase[]> {
  const suites = JSON.parse(await readFile(path, 'utf8')) as SuiteReport[];
  return suites
    .flatMap((suite) => suite.SpecReports ?? [])
    .filter((spec) => spec.LeafNodeType === 'It' || !['passed', 'skipped'].includes(spec.State))
    .map((spec) => ({
      name: [...(spec.ContainerHierarchyTexts ?? []), spec.LeafNodeText].join(' ') || spec.LeafNodeType,
      state: spec.State,
      seconds: Math.round(spec.RunTime / 1e8) / 10,
      message: spec.Failure?.Message ?? '',
      output: spec.CapturedGinkgoWriterOutput ?? '',
    }));
}

/** Whether a case ran to its end, or was skipped by itself: not what was not asked for, nor what the time ran out for. */
export function hasEnded({ state, message }: ReportedCase): boolean {
  if (state === 'skipped') return message !== '';
  return !['pending', 'interrupted', 'aborted'].includes(state) && !message.startsWith('A suite timeout occurred');
}
