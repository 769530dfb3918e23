;; x <- L^-1 x by two lanes of doubles at a time, added in the order of src/math/cholesky.ts, so that the bits are the same. kernels.ts has it assembled:
;;   npx --package wabt@1.0.39 wat2wasm --output=- solveLower.wat | base64 -w 76
(module
  (memory (export "memory") 1)
  ;; l: where the rows of L begin, n * n doubles; x: where its n doubles begin; both in bytes
  (func (export "solveLower") (param $l i32) (param $n i32) (param $x i32)
    (local $i i32) (local $row i32) (local $end i32) (local $p i32) (local $q i32)
    (local $s0 v128) (local $s1 v128) (local $s f64)
    (block $done (loop $rows
      (br_if $done (i32.ge_s (local.get $i) (local.get $n)))
      (local.set $row (i32.add (local.get $l) (i32.shl (i32.mul (local.get $i) (local.get $n)) (i32.const 3))))
      (local.set $p (local.get $row))
      (local.set $q (local.get $x))
      (local.set $s0 (v128.const f64x2 0 0))
      (local.set $s1 (v128.const f64x2 0 0))
      (local.set $end (i32.add (local.get $row) (i32.shl (i32.and (local.get $i) (i32.const -4)) (i32.const 3))))
      (block $fours (loop $four
        (br_if $fours (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $s0 (f64x2.add (local.get $s0) (f64x2.mul (v128.load (local.get $p)) (v128.load (local.get $q)))))
        (local.set $s1 (f64x2.add (local.get $s1) (f64x2.mul (v128.load offset=16 (local.get $p)) (v128.load offset=16 (local.get $q)))))
        (local.set $p (i32.add (local.get $p) (i32.const 32)))
        (local.set $q (i32.add (local.get $q) (i32.const 32)))
        (br $four)))
      (local.set $s (f64x2.extract_lane 0 (local.get $s0)))
      (local.set $end (i32.add (local.get $row) (i32.shl (local.get $i) (i32.const 3))))
      (block $ones (loop $one
        (br_if $ones (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $s (f64.add (local.get $s) (f64.mul (f64.load (local.get $p)) (f64.load (local.get $q)))))
        (local.set $p (i32.add (local.get $p) (i32.const 8)))
        (local.set $q (i32.add (local.get $q) (i32.const 8)))
        (br $one)))
      ;; As the JavaScript adds: s0 + s1 + (s2 + s3), the rest of the row in s0.
      (local.set $s (f64.add
        (f64.add (local.get $s) (f64x2.extract_lane 1 (local.get $s0)))
        (f64.add (f64x2.extract_lane 0 (local.get $s1)) (f64x2.extract_lane 1 (local.get $s1)))))
      (f64.store (local.get $q) (f64.div (f64.sub (f64.load (local.get $q)) (local.get $s)) (f64.load (local.get $p))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $rows)))
  )
)
