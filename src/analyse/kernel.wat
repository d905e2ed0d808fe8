;; The inner loops of model.ts, eight or four numbers at a time (WebAssembly SIMD: portable, no native code). Everything is a
;; byte address; the layout is model.ts's. `npm run kernel` writes kernel.ts from this file; a test holds them together.
(module
  (memory (import "model" "memory") 1)

  ;; The highest answer of each filter of one width over all places of a sentence.
  ;; rows: i32 addresses of the words' shares, with silence before and behind; length: places; width: words of a filter
  ;; tap: where this width's filters begin in a row of shares; size: bytes of one word's share in them; high: i16 out
  (func (export "answer")
    (param $rows i32) (param $length i32) (param $width i32) (param $tap i32) (param $size i32) (param $high i32)
    (local $f i32) (local $p i32) (local $k i32) (local $row i32) (local $at i32) (local $best v128) (local $sum v128)
    (loop $filters
      (local.set $best (v128.const i16x8 -32768 -32768 -32768 -32768 -32768 -32768 -32768 -32768))
      (local.set $p (i32.const 0))
      (loop $places
        (local.set $row (i32.add (local.get $rows) (i32.shl (local.get $p) (i32.const 2))))
        (local.set $at (i32.add (local.get $tap) (local.get $f)))
        (local.set $sum (v128.load (i32.add (i32.load (local.get $row)) (local.get $at))))
        (local.set $k (i32.const 1))
        (block $done
          (loop $words
            (br_if $done (i32.ge_u (local.get $k) (local.get $width)))
            (local.set $row (i32.add (local.get $row) (i32.const 4)))
            (local.set $at (i32.add (local.get $at) (local.get $size)))
            (local.set $sum (i16x8.add_sat_s (local.get $sum)
              (v128.load (i32.add (i32.load (local.get $row)) (local.get $at)))))
            (local.set $k (i32.add (local.get $k) (i32.const 1)))
            (br $words)))
        (local.set $best (i16x8.max_s (local.get $best) (local.get $sum)))
        (br_if $places
          (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 1))) (local.get $length))))
      (v128.store (i32.add (local.get $high) (local.get $f)) (local.get $best))
      (br_if $filters (i32.lt_u (local.tee $f (i32.add (local.get $f) (i32.const 16))) (local.get $size)))))

  ;; The quasi-recurrent states of one direction: at each place a sum over two words makes what is new, how much of the old
  ;; state is kept and how much of the state is shown. All numbers in steps of 1/1024; a gate is open from 2 on and shut
  ;; from -2 down.
  ;; rows: i32 addresses of the words' shares, that of the first window's first word; next: bytes to the address of the next
  ;; window's; length: places; tap: where this direction's sums begin in a row of shares; size: bytes of the states of a
  ;; place; bias: i16, three times size; out: i16 at the first window's place; far: bytes to the next window's place
  (func (export "states")
    (param $rows i32) (param $next i32) (param $length i32) (param $tap i32) (param $size i32) (param $bias i32)
    (param $out i32) (param $far i32)
    (local $c i32) (local $p i32) (local $row i32) (local $to i32) (local $first i32) (local $second i32)
    (local $three i32) (local $state v128) (local $new v128) (local $keep v128) (local $show v128)
    (local $low v128) (local $half v128)
    (local.set $three (i32.mul (local.get $size) (i32.const 3)))
    (local.set $low (v128.const i16x8 -2048 -2048 -2048 -2048 -2048 -2048 -2048 -2048))
    (local.set $half (v128.const i16x8 16384 16384 16384 16384 16384 16384 16384 16384))
    (loop $channels
      (local.set $state (v128.const i16x8 0 0 0 0 0 0 0 0))
      (local.set $row (local.get $rows))
      (local.set $to (i32.add (local.get $out) (local.get $c)))
      (local.set $p (i32.const 0))
      (loop $places
        (local.set $first
          (i32.add (i32.load (local.get $row)) (i32.add (local.get $tap) (local.get $c))))
        (local.set $second
          (i32.add (i32.load offset=4 (local.get $row))
            (i32.add (i32.add (local.get $tap) (local.get $three)) (local.get $c))))
        (local.set $new
          (i16x8.add_sat_s
            (i16x8.add_sat_s (v128.load (local.get $first)) (v128.load (local.get $second)))
            (v128.load (i32.add (local.get $bias) (local.get $c)))))
        (local.set $first (i32.add (local.get $first) (local.get $size)))
        (local.set $second (i32.add (local.get $second) (local.get $size)))
        (local.set $keep
          (i16x8.add_sat_s
            (i16x8.add_sat_s (v128.load (local.get $first)) (v128.load (local.get $second)))
            (v128.load (i32.add (i32.add (local.get $bias) (local.get $size)) (local.get $c)))))
        (local.set $first (i32.add (local.get $first) (local.get $size)))
        (local.set $second (i32.add (local.get $second) (local.get $size)))
        (local.set $show
          (i16x8.add_sat_s
            (i16x8.add_sat_s (v128.load (local.get $first)) (v128.load (local.get $second)))
            (v128.load
              (i32.add (i32.add (local.get $bias) (i32.shl (local.get $size) (i32.const 1))) (local.get $c)))))
        ;; 1 - keep and show, 0 .. 1 as 0 .. 32767
        (local.set $keep
          (i16x8.sub_sat_s (local.get $half)
            (i16x8.shl
              (i16x8.max_s (local.get $low) (i16x8.min_s (local.get $keep)
                (v128.const i16x8 2048 2048 2048 2048 2048 2048 2048 2048)))
              (i32.const 3))))
        (local.set $show
          (i16x8.add_sat_s (local.get $half)
            (i16x8.shl
              (i16x8.max_s (local.get $low) (i16x8.min_s (local.get $show)
                (v128.const i16x8 2047 2047 2047 2047 2047 2047 2047 2047)))
              (i32.const 3))))
        (local.set $state
          (i16x8.add_sat_s (local.get $state)
            (i16x8.q15mulr_sat_s (i16x8.sub_sat_s (local.get $new) (local.get $state)) (local.get $keep))))
        (v128.store (local.get $to) (i16x8.q15mulr_sat_s (local.get $state) (local.get $show)))
        (local.set $row (i32.add (local.get $row) (local.get $next)))
        (local.set $to (i32.add (local.get $to) (local.get $far)))
        (br_if $places
          (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 1))) (local.get $length))))
      (br_if $channels (i32.lt_u (local.tee $c (i32.add (local.get $c) (i32.const 16))) (local.get $size)))))

  ;; The highest answer of each filter that reads the states of one place, over all places. Eight filters and four places
  ;; at a time, so that each weight is loaded once for four places.
  ;; rows: i32 addresses of the states of the places; length: places, a multiple of four; pairs: half the states of a place
  ;; weights: i16, for each eight filters: for each two states the two weights of each filter
  ;; scales: f32, what an answer is multiplied by to be in steps; filters: a multiple of eight; high: i16 out
  (func (export "read")
    (param $rows i32) (param $length i32) (param $pairs i32) (param $weights i32) (param $scales i32)
    (param $filters i32) (param $high i32)
    (local $f i32) (local $p i32) (local $k i32) (local $weight i32)
    (local $r0 i32) (local $r1 i32) (local $r2 i32) (local $r3 i32)
    (local $w0 v128) (local $w1 v128) (local $s v128) (local $best0 v128) (local $best1 v128)
    (local $a0 v128) (local $a1 v128) (local $b0 v128) (local $b1 v128)
    (local $c0 v128) (local $c1 v128) (local $d0 v128) (local $d1 v128)
    (loop $eight
      (local.set $best0 (v128.const i32x4 -2147483648 -2147483648 -2147483648 -2147483648))
      (local.set $best1 (local.get $best0))
      (local.set $p (i32.const 0))
      (loop $four
        (local.set $k (i32.add (local.get $rows) (i32.shl (local.get $p) (i32.const 2))))
        (local.set $r0 (i32.load (local.get $k)))
        (local.set $r1 (i32.load offset=4 (local.get $k)))
        (local.set $r2 (i32.load offset=8 (local.get $k)))
        (local.set $r3 (i32.load offset=12 (local.get $k)))
        (local.set $a0 (v128.const i32x4 0 0 0 0))
        (local.set $a1 (local.get $a0))
        (local.set $b0 (local.get $a0))
        (local.set $b1 (local.get $a0))
        (local.set $c0 (local.get $a0))
        (local.set $c1 (local.get $a0))
        (local.set $d0 (local.get $a0))
        (local.set $d1 (local.get $a0))
        (local.set $weight (local.get $weights))
        (local.set $k (i32.const 0))
        (loop $two
          (local.set $w0 (v128.load (local.get $weight)))
          (local.set $w1 (v128.load offset=16 (local.get $weight)))
          (local.set $s (v128.load32_splat (local.get $r0)))
          (local.set $a0 (i32x4.add (local.get $a0) (i32x4.dot_i16x8_s (local.get $s) (local.get $w0))))
          (local.set $a1 (i32x4.add (local.get $a1) (i32x4.dot_i16x8_s (local.get $s) (local.get $w1))))
          (local.set $s (v128.load32_splat (local.get $r1)))
          (local.set $b0 (i32x4.add (local.get $b0) (i32x4.dot_i16x8_s (local.get $s) (local.get $w0))))
          (local.set $b1 (i32x4.add (local.get $b1) (i32x4.dot_i16x8_s (local.get $s) (local.get $w1))))
          (local.set $s (v128.load32_splat (local.get $r2)))
          (local.set $c0 (i32x4.add (local.get $c0) (i32x4.dot_i16x8_s (local.get $s) (local.get $w0))))
          (local.set $c1 (i32x4.add (local.get $c1) (i32x4.dot_i16x8_s (local.get $s) (local.get $w1))))
          (local.set $s (v128.load32_splat (local.get $r3)))
          (local.set $d0 (i32x4.add (local.get $d0) (i32x4.dot_i16x8_s (local.get $s) (local.get $w0))))
          (local.set $d1 (i32x4.add (local.get $d1) (i32x4.dot_i16x8_s (local.get $s) (local.get $w1))))
          (local.set $r0 (i32.add (local.get $r0) (i32.const 4)))
          (local.set $r1 (i32.add (local.get $r1) (i32.const 4)))
          (local.set $r2 (i32.add (local.get $r2) (i32.const 4)))
          (local.set $r3 (i32.add (local.get $r3) (i32.const 4)))
          (local.set $weight (i32.add (local.get $weight) (i32.const 32)))
          (br_if $two
            (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (local.get $pairs))))
        (local.set $best0
          (i32x4.max_s (local.get $best0)
            (i32x4.max_s (i32x4.max_s (local.get $a0) (local.get $b0))
              (i32x4.max_s (local.get $c0) (local.get $d0)))))
        (local.set $best1
          (i32x4.max_s (local.get $best1)
            (i32x4.max_s (i32x4.max_s (local.get $a1) (local.get $b1))
              (i32x4.max_s (local.get $c1) (local.get $d1)))))
        (br_if $four
          (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 4))) (local.get $length))))
      (v128.store (local.get $high)
        (i16x8.narrow_i32x4_s
          (i32x4.trunc_sat_f32x4_s (f32x4.nearest
            (f32x4.mul (f32x4.convert_i32x4_s (local.get $best0)) (v128.load (local.get $scales)))))
          (i32x4.trunc_sat_f32x4_s (f32x4.nearest
            (f32x4.mul (f32x4.convert_i32x4_s (local.get $best1)) (v128.load offset=16 (local.get $scales)))))))
      (local.set $weights (local.get $weight))
      (local.set $scales (i32.add (local.get $scales) (i32.const 32)))
      (local.set $high (i32.add (local.get $high) (i32.const 16)))
      (br_if $eight (i32.lt_u (local.tee $f (i32.add (local.get $f) (i32.const 8))) (local.get $filters)))))

  ;; Gathers the filters that answer: of those above 0 once their bias is added, the value and the address of their row of a
  ;; matrix. Which ones do is a coin toss, so there is no branch on it: each is written, and the place moves on or does not.
  ;; high: i16 answers in steps of 1/step; bias: f32; first: address of the first row; size: bytes of a row
  (func (export "gather")
    (param $high i32) (param $step f64) (param $bias i32) (param $count i32) (param $first i32) (param $size i32)
    (param $values i32) (param $rows i32) (result i32)
    (local $f i32) (local $n i32) (local $value f64)
    (loop $each
      (local.set $value (f64.add
        (f64.div
          (f64.convert_i32_s (i32.load16_s (i32.add (local.get $high) (i32.shl (local.get $f) (i32.const 1)))))
          (local.get $step))
        (f64.promote_f32 (f32.load (i32.add (local.get $bias) (i32.shl (local.get $f) (i32.const 2)))))))
      (f32.store (i32.add (local.get $values) (i32.shl (local.get $n) (i32.const 2)))
        (f32.demote_f64 (local.get $value)))
      (i32.store (i32.add (local.get $rows) (i32.shl (local.get $n) (i32.const 2))) (local.get $first))
      (local.set $n (i32.add (local.get $n) (f64.gt (local.get $value) (f64.const 0))))
      (local.set $first (i32.add (local.get $first) (local.get $size)))
      (br_if $each
        (i32.lt_u (local.tee $f (i32.add (local.get $f) (i32.const 1))) (local.get $count))))
    (local.get $n))

  ;; The same of the hidden units, whose values are there already. sums: f32
  (func (export "wake")
    (param $sums i32) (param $count i32) (param $first i32) (param $size i32) (param $values i32) (param $rows i32)
    (result i32)
    (local $f i32) (local $n i32) (local $value f32)
    (loop $each
      (local.set $value (f32.load (i32.add (local.get $sums) (i32.shl (local.get $f) (i32.const 2)))))
      (f32.store (i32.add (local.get $values) (i32.shl (local.get $n) (i32.const 2))) (local.get $value))
      (i32.store (i32.add (local.get $rows) (i32.shl (local.get $n) (i32.const 2))) (local.get $first))
      (local.set $n (i32.add (local.get $n) (f32.gt (local.get $value) (f32.const 0))))
      (local.set $first (i32.add (local.get $first) (local.get $size)))
      (br_if $each
        (i32.lt_u (local.tee $f (i32.add (local.get $f) (i32.const 1))) (local.get $count))))
    (local.get $n))

  ;; sum += values × rows of a matrix. count: a multiple of 4; columns: bytes of a row, a multiple of 16
  (func (export "mix")
    (param $values i32) (param $rows i32) (param $count i32) (param $columns i32) (param $sum i32)
    (local $k i32) (local $c i32) (local $at i32)
    (local $r0 i32) (local $r1 i32) (local $r2 i32) (local $r3 i32)
    (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
    (block $done
      (loop $four
        (br_if $done (i32.ge_u (local.get $k) (local.get $count)))
        (local.set $at (i32.shl (local.get $k) (i32.const 2)))
        (local.set $v0 (v128.load32_splat (i32.add (local.get $values) (local.get $at))))
        (local.set $v1 (v128.load32_splat offset=4 (i32.add (local.get $values) (local.get $at))))
        (local.set $v2 (v128.load32_splat offset=8 (i32.add (local.get $values) (local.get $at))))
        (local.set $v3 (v128.load32_splat offset=12 (i32.add (local.get $values) (local.get $at))))
        (local.set $r0 (i32.load (i32.add (local.get $rows) (local.get $at))))
        (local.set $r1 (i32.load offset=4 (i32.add (local.get $rows) (local.get $at))))
        (local.set $r2 (i32.load offset=8 (i32.add (local.get $rows) (local.get $at))))
        (local.set $r3 (i32.load offset=12 (i32.add (local.get $rows) (local.get $at))))
        (local.set $c (i32.const 0))
        (loop $column
          (local.set $at (i32.add (local.get $sum) (local.get $c)))
          (v128.store (local.get $at)
            (f32x4.add
              (f32x4.add
                (f32x4.add
                  (f32x4.mul (local.get $v0) (v128.load (i32.add (local.get $r0) (local.get $c))))
                  (f32x4.mul (local.get $v1) (v128.load (i32.add (local.get $r1) (local.get $c)))))
                (f32x4.add
                  (f32x4.mul (local.get $v2) (v128.load (i32.add (local.get $r2) (local.get $c))))
                  (f32x4.mul (local.get $v3) (v128.load (i32.add (local.get $r3) (local.get $c))))))
              (v128.load (local.get $at))))
          (br_if $column (i32.lt_u (local.tee $c (i32.add (local.get $c) (i32.const 16))) (local.get $columns))))
        (local.set $k (i32.add (local.get $k) (i32.const 4)))
        (br $four))))

  ;; out[k] = row k · vector
  (func (export "dots")
    (param $rows i32) (param $count i32) (param $columns i32) (param $vector i32) (param $out i32)
    (local $k i32) (local $c i32) (local $row i32) (local $sum v128)
    (block $done
      (loop $each
        (br_if $done (i32.ge_u (local.get $k) (local.get $count)))
        (local.set $row (i32.load (i32.add (local.get $rows) (i32.shl (local.get $k) (i32.const 2)))))
        (local.set $sum (v128.const f32x4 0 0 0 0))
        (local.set $c (i32.const 0))
        (loop $column
          (local.set $sum (f32x4.add (local.get $sum)
            (f32x4.mul (v128.load (i32.add (local.get $row) (local.get $c)))
              (v128.load (i32.add (local.get $vector) (local.get $c))))))
          (br_if $column (i32.lt_u (local.tee $c (i32.add (local.get $c) (i32.const 16))) (local.get $columns))))
        (f32.store (i32.add (local.get $out) (i32.shl (local.get $k) (i32.const 2)))
          (f32.add
            (f32.add (f32x4.extract_lane 0 (local.get $sum)) (f32x4.extract_lane 1 (local.get $sum)))
            (f32.add (f32x4.extract_lane 2 (local.get $sum)) (f32x4.extract_lane 3 (local.get $sum)))))
        (local.set $k (i32.add (local.get $k) (i32.const 1)))
        (br $each))))

  ;; What one word adds to every filter, rounded: share = vector × kernel. vector: f32; taps: a multiple of 16
  ;; kernel: sixteen columns of it after sixteen others, so that it is read from its front to its end
  (func (export "share")
    (param $vector i32) (param $dim i32) (param $kernel i32) (param $taps i32) (param $share i32)
    (local $t i32) (local $d i32) (local $v v128)
    (local $a v128) (local $b v128) (local $c v128) (local $e v128)
    (loop $sixteen
      (local.set $a (v128.const f32x4 0 0 0 0))
      (local.set $b (v128.const f32x4 0 0 0 0))
      (local.set $c (v128.const f32x4 0 0 0 0))
      (local.set $e (v128.const f32x4 0 0 0 0))
      (local.set $d (i32.const 0))
      (loop $dims
        (local.set $v (v128.load32_splat (i32.add (local.get $vector) (i32.shl (local.get $d) (i32.const 2)))))
        (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $v) (v128.load (local.get $kernel)))))
        (local.set $b
          (f32x4.add (local.get $b) (f32x4.mul (local.get $v) (v128.load offset=16 (local.get $kernel)))))
        (local.set $c
          (f32x4.add (local.get $c) (f32x4.mul (local.get $v) (v128.load offset=32 (local.get $kernel)))))
        (local.set $e
          (f32x4.add (local.get $e) (f32x4.mul (local.get $v) (v128.load offset=48 (local.get $kernel)))))
        (local.set $kernel (i32.add (local.get $kernel) (i32.const 64)))
        (br_if $dims (i32.lt_u (local.tee $d (i32.add (local.get $d) (i32.const 1))) (local.get $dim))))
      (v128.store (local.get $share)
        (i16x8.narrow_i32x4_s
          (i32x4.trunc_sat_f32x4_s (f32x4.nearest (local.get $a)))
          (i32x4.trunc_sat_f32x4_s (f32x4.nearest (local.get $b)))))
      (v128.store offset=16 (local.get $share)
        (i16x8.narrow_i32x4_s
          (i32x4.trunc_sat_f32x4_s (f32x4.nearest (local.get $c)))
          (i32x4.trunc_sat_f32x4_s (f32x4.nearest (local.get $e)))))
      (local.set $share (i32.add (local.get $share) (i32.const 32)))
      (br_if $sixteen (i32.lt_u (local.tee $t (i32.add (local.get $t) (i32.const 16))) (local.get $taps))))))
