// What is heard, seen and felt while somebody trains: tones, the beat, vibration, a voice.

import { all, one } from "./dom";
import { remember, remembered } from "./page_data";
import type { PhaseName, Tempo } from "./tempo";

export type CueName = "sound" | "flash" | "vibration" | "voice";

const USUAL: Record<CueName, boolean> = { sound: true, flash: true, vibration: true, voice: false };
const PHASE_HZ: Record<PhaseName, number> = { up: 880, hold: 660, down: 523, rest: 392 };
const TONE_S = 0.09;
const AHEAD_MS = 120;

export class Cues {
  private audio: AudioContext | null = null;
  private readonly on: Record<CueName, boolean>;
  /** A phone that is the sensor must not shake itself. */
  private worn = false;

  constructor() {
    this.on = { ...USUAL, ...remembered<Record<CueName, boolean>>("cues") };
    const able: Partial<Record<CueName, boolean>> = {
      vibration: "vibrate" in navigator,
      voice: "speechSynthesis" in window,
    };
    for (const box of all<HTMLInputElement>("[data-cue]")) {
      const name = box.dataset["cue"] as CueName;
      if (able[name] === false) box.closest<HTMLElement>("label")!.hidden = true;
      box.checked = this.on[name];
      box.addEventListener("change", () => {
        this.on[name] = box.checked;
        remember("cues", this.on);
      });
    }
  }

  wear(worn: boolean): void {
    this.worn = worn;
    const box = one<HTMLInputElement>('[data-cue="vibration"]');
    box.disabled = worn;
    box.checked = this.on.vibration && !worn;
    one("[data-worn]").hidden = !worn || !("vibrate" in navigator);
  }

  /** Browsers give sound only after a tap: call it from one. */
  wake(): void {
    if (!this.on.sound) return;
    this.audio ??= new AudioContext();
    void this.audio.resume();
  }

  has(name: CueName): boolean {
    return this.on[name] && !(name === "vibration" && this.worn);
  }

  tone(hz: number, seconds = TONE_S, inMs = 0): void {
    const { audio } = this;
    if (!this.on.sound || audio === null) return;
    const at = audio.currentTime + Math.max(0, inMs) / 1000;
    const swing = new OscillatorNode(audio, { frequency: hz, type: "triangle" });
    const loudness = new GainNode(audio, { gain: 0 });
    // Without a rise and a fall it clicks.
    loudness.gain.setValueAtTime(0, at);
    loudness.gain.linearRampToValueAtTime(0.5, at + 0.008);
    loudness.gain.setValueAtTime(0.5, at + seconds - 0.03);
    loudness.gain.linearRampToValueAtTime(0, at + seconds);
    swing.connect(loudness).connect(audio.destination);
    swing.start(at);
    swing.stop(at + seconds);
  }

  buzz(ms: number): void {
    if (this.has("vibration")) navigator.vibrate?.(ms);
  }

  speak(text: string): void {
    if (!this.on.voice || !("speechSynthesis" in window)) return;
    // Some voices speak on somebody else's server.
    const language = document.documentElement.lang;
    const voices = speechSynthesis.getVoices().filter((voice) => voice.localService);
    const voice = voices.find((each) => each.lang.startsWith(language)) ?? voices[0];
    if (voice === undefined) return;
    const said = new SpeechSynthesisUtterance(text);
    said.voice = voice;
    speechSynthesis.cancel();
    speechSynthesis.speak(said);
  }
}

/** Beats a tempo until it is stopped, and never drifts. */
export class Metronome {
  private timer = 0;

  constructor(
    private readonly cues: Cues,
    private readonly tempo: Tempo,
    private readonly onPhase: (phase: PhaseName) => void,
  ) {}

  start(): void {
    this.stop();
    this.await(performance.now(), 0);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private await(begunMs: number, number: number): void {
    const atMs = begunMs + 1000 * this.tempo.beatS(number);
    const phase = this.tempo.phase(number);
    this.timer = window.setTimeout(() => {
      const inMs = atMs - performance.now();
      this.cues.tone(PHASE_HZ[phase], TONE_S, inMs);
      this.timer = window.setTimeout(() => {
        this.cues.buzz(40);
        this.onPhase(phase);
        this.await(begunMs, number + 1);
      }, inMs);
    }, Math.max(0, atMs - performance.now() - AHEAD_MS));
  }
}
