import type { Analysis, Incident } from "../../shared/incident.ts";
import { check, incidentOf } from "../store/incident-builder.ts";

/** Texts that strangers can write into logs, and how each reads where it is shown. `marker` is a part that stays as it is. */
export const HOSTILE = {
  html: {
    text: `<img src=x onerror="window.pwned=1"><script>window.pwned=2</script></pre></td>MARKhtml&amp;`,
    marker: "MARKhtml&amp;",
  },
  markdown: {
    text: "# MARKmd **bold** [x](javascript:alert(1)) ![i](http://evil.example/i.png) ``` | --- |",
    marker: "MARKmd",
  },
  markdownLines: { text: "MARKlines\n\n# not a heading\n\n- [ ] not a task\n\n```\nnot a fence", marker: "MARKlines" },
  ansi: {
    text: "\u001b[31mMARKansi\u001b[0m \u001b]8;;http://evil.example\u0007link\u001b]8;;\u0007",
    marker: "[U+001B][31mMARKansi",
  },
  bidi: { text: "MARKbidi \u202Egnp.exe\u202C \u2066x\u2069", marker: "MARKbidi [U+202E]gnp.exe[U+202C]" },
  formula: { text: '=HYPERLINK("http://evil.example","MARKformula")', marker: "MARKformula" },
  typst: {
    text: '#panic("MARKtypst") $x^2$ #import "@preview/x" @ref <label> \\u{41} // no comment',
    marker: '#panic("MARKtypst")',
  },
  slack: { text: "<!channel> <@U123|MARKslack> &lt; :tada:", marker: "<@U123|MARKslack>" },
  long: { text: `MARKlong${"a".repeat(10_000)}`, marker: "MARKlonga" },
  scripts: {
    text: "MARKscripts Ελλάδα Привет 中文 日本語 العربية עברית हिन्दी 👩‍👩‍👧 😀",
    marker: "MARKscripts Ελλάδα Привет",
  },
  broken: { text: "MARKbroken \ud800 \udfff \u0000 \u0008 \ufffe \uffff \u{e0041}", marker: "[U+0000]" },
} as const;

/** An analysis that says `text` wherever a log, a name or a person can put text, and links where it should not. */
export function hostileAnalysis(text: string): Analysis {
  return {
    schema: "plumbline.analysis/v1",
    generatedAt: "2026-03-01T13:00:00.000Z",
    window: { from: "2026-03-01T12:00:00.000Z", to: "2026-03-01T13:00:00.000Z" },
    coverage: {
      read: 61,
      accepted: 60,
      duplicates: 0,
      rejected: 1,
      rejections: [{ line: 7, reason: text }],
      gaps: [{ from: "2026-03-01T12:00:00.000Z", to: "2026-03-01T12:01:00.000Z", reason: text }],
    },
    incidents: [hostileIncident(text)],
  };
}

function hostileIncident(text: string): Incident {
  const calm = incidentOf();
  const [hypothesis] = calm.hypotheses;
  const [step] = calm.remediation.steps;
  const [symptom] = calm.symptoms;
  if (hypothesis === undefined || step === undefined || symptom === undefined)
    throw new Error("the builder gave too little");
  const logsUrl = "javascript:alert(1)//https://console.cloud.google.com/";
  const evidence: Incident["hypotheses"][number]["evidence"][number] = {
    id: "e1",
    kind: "log",
    effect: "supports",
    weight: 3,
    statement: text,
    at: "2026-03-01T12:00:00.000Z",
    ref: { logsUrl, insertIds: [text, "b"], how: text },
  };
  return incidentOf({
    title: text,
    headline: text,
    service: text,
    environment: text,
    severityReason: text,
    symptoms: [
      { ...symptom, title: text, cadence: { periodSeconds: 60, jitterSeconds: 1, confidence: 1, caller: text } },
    ],
    groups: [
      {
        id: "g1",
        role: "cause",
        because: text,
        kind: "message",
        title: text,
        family: null,
        slots: {},
        template: text,
        count: 60,
        firstSeen: "2026-03-01T12:00:00.000Z",
        lastSeen: "2026-03-01T13:00:00.000Z",
        cadence: null,
        revisions: [],
        perMinute: [["2026-03-01T12:00:00.000Z", 60]],
        samples: [
          {
            insertId: text,
            timestamp: "2026-03-01T12:00:00Z",
            severity: "ERROR",
            text,
            instance: null,
            revision: null,
            trace: null,
            logsUrl,
          },
        ],
        logsUrl,
      },
    ],
    hypotheses: [
      { ...hypothesis, title: text, component: text, sum: text, evidence: [evidence] },
      {
        ...hypothesis,
        id: "h2",
        title: text,
        role: "ruled-out",
        verdict: "refuted",
        evidence: [{ ...evidence, id: "e2", effect: "refutes", weight: -3 }],
      },
    ],
    unexplained: [text],
    fiveWhys: [
      {
        id: "w1",
        branch: "occurrence",
        level: 1,
        question: text,
        answer: text,
        status: "answered",
        evidenceIds: ["e1"],
      },
      {
        id: "w2",
        branch: "contributing",
        level: 1,
        question: text,
        answer: text,
        status: "answered",
        evidenceIds: ["e1"],
      },
    ],
    checks: [{ ...check("2026-03-01T13:00:00.000Z"), target: text, statement: text, how: text, reason: text }],
    timeline: [
      { at: "2026-03-01T12:00:00.000Z", kind: "change", statement: text, evidenceId: "e1" },
      { at: "2026-03-01T12:00:10.000Z", kind: "first-error", statement: text, evidenceId: null },
    ],
    impact: { ...calm.impact, capability: text, statement: text },
    people: ["summary", "public-summary", "lessons-well", "why:w1", "step:s1:owner", "impact-capability"].map(
      (field) => ({
        field,
        // A person's lines are paragraphs and items of a list by intent.
        text: text.replace(/\n+/g, " "),
        who: text,
        at: "2026-03-01T13:00:00.000Z",
        instead: text,
      }),
    ),
    remediation: {
      phase: "fix",
      steps: [{ ...step, title: text, detail: text, owner: text }],
      successCriteria: [{ id: "k1", kind: "recurrence", title: text, state: "met", reason: text }],
    },
  });
}
