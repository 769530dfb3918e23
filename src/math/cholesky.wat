;; The loops of cholesky.ts by two lanes of doubles at a time, added in the same order, so that the bits are the same. choleskyKernels.ts has it assembled:
;;   npx --package wabt@1.0.39 wat2wasm --output=- cholesky.wat | base64 -w 100
;; Matrices are row-major, n * n doubles; addresses and strides are in bytes.
(module
  (memory (export "memory") 1)

  ;; The sum of the products of two rows of `length` doubles, as dotRows: s0 + s1 + (s2 + s3), the rest of the row in s0.
  (func $dot (param $p i32) (param $q i32) (param $length i32) (result f64)
    (local $end i32) (local $s01 v128) (local $s23 v128) (local $s0 f64)
    (local.set $end (i32.add (local.get $p) (i32.shl (i32.and (local.get $length) (i32.const -4)) (i32.const 3))))
    (block $done (loop $four
      (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
      (local.set $s01 (f64x2.add (local.get $s01) (f64x2.mul (v128.load (local.get $p)) (v128.load (local.get $q)))))
      (local.set $s23 (f64x2.add (local.get $s23)
        (f64x2.mul (v128.load offset=16 (local.get $p)) (v128.load offset=16 (local.get $q)))))
      (local.set $p (i32.add (local.get $p) (i32.const 32)))
      (local.set $q (i32.add (local.get $q) (i32.const 32)))
      (br $four)))
    (local.set $s0 (f64x2.extract_lane 0 (local.get $s01)))
    (local.set $end (i32.add (local.get $p) (i32.shl (i32.and (local.get $length) (i32.const 3)) (i32.const 3))))
    (block $done (loop $one
      (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
      (local.set $s0 (f64.add (local.get $s0) (f64.mul (f64.load (local.get $p)) (f64.load (local.get $q)))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (local.set $q (i32.add (local.get $q) (i32.const 8)))
      (br $one)))
    (f64.add
      (f64.add (local.get $s0) (f64x2.extract_lane 1 (local.get $s01)))
      (f64.add (f64x2.extract_lane 0 (local.get $s23)) (f64x2.extract_lane 1 (local.get $s23)))))

  ;; Replaces the lower triangle at `a` by its Cholesky factor, from row `from` on; 0 where a pivot is not positive, else 1.
  (func (export "factorise") (param $a i32) (param $n i32) (param $from i32) (result i32)
    (local $stride i32) (local $i i32) (local $j i32) (local $rowI i32) (local $rowJ i32) (local $at i32) (local $pivot f64)
    (local.set $stride (i32.shl (local.get $n) (i32.const 3)))
    (local.set $i (local.get $from))
    (local.set $rowI (i32.add (local.get $a) (i32.mul (local.get $i) (local.get $stride))))
    (block $done (loop $rows
      (br_if $done (i32.ge_s (local.get $i) (local.get $n)))
      (local.set $j (i32.const 0))
      (local.set $rowJ (local.get $a))
      (local.set $at (local.get $rowI))
      (block $whole (loop $columns
        (br_if $whole (i32.ge_s (local.get $j) (local.get $i)))
        (f64.store (local.get $at) (f64.div
          (f64.sub (f64.load (local.get $at)) (call $dot (local.get $rowI) (local.get $rowJ) (local.get $j)))
          (f64.load (i32.add (local.get $rowJ) (i32.shl (local.get $j) (i32.const 3))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $rowJ (i32.add (local.get $rowJ) (local.get $stride)))
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br $columns)))
      (local.set $pivot (f64.sub (f64.load (local.get $at)) (call $dot (local.get $rowI) (local.get $rowI) (local.get $i))))
      (if (i32.eqz (f64.gt (local.get $pivot) (f64.const 0))) (then (return (i32.const 0))))
      (f64.store (local.get $at) (f64.sqrt (local.get $pivot)))
      (local.set $rowI (i32.add (local.get $rowI) (local.get $stride)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $rows)))
    (i32.const 1))

  ;; Replaces the n doubles at `x` by L^-1 x.
  (func (export "solveLower") (param $l i32) (param $n i32) (param $x i32)
    (local $i i32) (local $row i32) (local $at i32)
    (local.set $row (local.get $l))
    (local.set $at (local.get $x))
    (block $done (loop $rows
      (br_if $done (i32.ge_s (local.get $i) (local.get $n)))
      (f64.store (local.get $at) (f64.div
        (f64.sub (f64.load (local.get $at)) (call $dot (local.get $row) (local.get $x) (local.get $i)))
        (f64.load (i32.add (local.get $row) (i32.shl (local.get $i) (i32.const 3))))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (local.set $row (i32.add (local.get $row) (i32.shl (local.get $n) (i32.const 3))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $rows))))

  ;; Replaces the n doubles at `x` by L^-T x.
  (func (export "solveLowerTransposed") (param $l i32) (param $n i32) (param $x i32)
    (local $i i32) (local $row i32) (local $p i32) (local $q i32) (local $end i32) (local $value f64) (local $both v128)
    (local.set $i (i32.sub (local.get $n) (i32.const 1)))
    (block $done (loop $rows
      (br_if $done (i32.lt_s (local.get $i) (i32.const 0)))
      (local.set $row (i32.add (local.get $l) (i32.shl (i32.mul (local.get $i) (local.get $n)) (i32.const 3))))
      (local.set $end (i32.shl (local.get $i) (i32.const 3)))
      (local.set $q (i32.add (local.get $x) (local.get $end)))
      (local.set $value (f64.div (f64.load (local.get $q)) (f64.load (i32.add (local.get $row) (local.get $end)))))
      (f64.store (local.get $q) (local.get $value))
      (local.set $both (f64x2.splat (local.get $value)))
      (local.set $p (local.get $row))
      (local.set $q (local.get $x))
      (local.set $end (i32.add (local.get $row) (i32.shl (i32.and (local.get $i) (i32.const -2)) (i32.const 3))))
      (block $pairs (loop $pair
        (br_if $pairs (i32.ge_u (local.get $p) (local.get $end)))
        (v128.store (local.get $q)
          (f64x2.sub (v128.load (local.get $q)) (f64x2.mul (v128.load (local.get $p)) (local.get $both))))
        (local.set $p (i32.add (local.get $p) (i32.const 16)))
        (local.set $q (i32.add (local.get $q) (i32.const 16)))
        (br $pair)))
      (if (i32.and (local.get $i) (i32.const 1)) (then
        (f64.store (local.get $q)
          (f64.sub (f64.load (local.get $q)) (f64.mul (f64.load (local.get $p)) (local.get $value))))))
      (local.set $i (i32.sub (local.get $i) (i32.const 1)))
      (br $rows))))

  ;; Writes the lower triangle of K^-1 into `k`, its upper triangle being scratch, as invertFromFactor.
  (func (export "invertFromFactor") (param $l i32) (param $n i32) (param $k i32)
    (local $stride i32) (local $i i32) (local $j i32) (local $rowI i32) (local $rowJ i32)
    (local $p i32) (local $q i32) (local $end i32) (local $sums v128) (local $s0 f64) (local $diagonal f64)
    (local.set $stride (i32.shl (local.get $n) (i32.const 3)))
    ;; U = L^-T into the upper triangle, row j of it from column j on.
    (local.set $rowJ (local.get $k))
    (block $inverted (loop $each
      (br_if $inverted (i32.ge_s (local.get $j) (local.get $n)))
      (f64.store (i32.add (local.get $rowJ) (i32.shl (local.get $j) (i32.const 3)))
        (f64.div (f64.const 1) (f64.load (i32.add (local.get $l)
          (i32.add (i32.mul (local.get $j) (local.get $stride)) (i32.shl (local.get $j) (i32.const 3)))))))
      (local.set $i (i32.add (local.get $j) (i32.const 1)))
      (block $whole (loop $columns
        (br_if $whole (i32.ge_s (local.get $i) (local.get $n)))
        (local.set $p (i32.add (i32.add (local.get $l) (i32.mul (local.get $i) (local.get $stride))) (i32.shl (local.get $j) (i32.const 3))))
        (local.set $q (i32.add (local.get $rowJ) (i32.shl (local.get $j) (i32.const 3))))
        (local.set $end (i32.add (local.get $p)
          (i32.shl (i32.and (i32.sub (local.get $i) (local.get $j)) (i32.const -2)) (i32.const 3))))
        (local.set $sums (v128.const f64x2 0 0))
        (block $pairs (loop $pair
          (br_if $pairs (i32.ge_u (local.get $p) (local.get $end)))
          (local.set $sums (f64x2.add (local.get $sums) (f64x2.mul (v128.load (local.get $p)) (v128.load (local.get $q)))))
          (local.set $p (i32.add (local.get $p) (i32.const 16)))
          (local.set $q (i32.add (local.get $q) (i32.const 16)))
          (br $pair)))
        (local.set $s0 (f64x2.extract_lane 0 (local.get $sums)))
        (if (i32.and (i32.sub (local.get $i) (local.get $j)) (i32.const 1)) (then
          (local.set $s0 (f64.add (local.get $s0) (f64.mul (f64.load (local.get $p)) (f64.load (local.get $q)))))
          (local.set $p (i32.add (local.get $p) (i32.const 8)))))
        (f64.store (i32.add (local.get $rowJ) (i32.shl (local.get $i) (i32.const 3)))
          (f64.div (f64.neg (f64.add (local.get $s0) (f64x2.extract_lane 1 (local.get $sums)))) (f64.load (local.get $p))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $columns)))
      (local.set $rowJ (i32.add (local.get $rowJ) (local.get $stride)))
      (local.set $j (i32.add (local.get $j) (i32.const 1)))
      (br $each)))
    ;; U U' into the lower triangle, row by row from the top: the diagonal of U is read before it is overwritten.
    (local.set $i (i32.const 0))
    (local.set $rowI (local.get $k))
    (block $done (loop $rows
      (br_if $done (i32.ge_s (local.get $i) (local.get $n)))
      (local.set $p (i32.add (local.get $rowI) (i32.shl (local.get $i) (i32.const 3))))
      (local.set $diagonal (f64.load (local.get $p)))
      (local.set $j (i32.const 0))
      (local.set $rowJ (local.get $k))
      (block $whole (loop $columns
        (br_if $whole (i32.gt_s (local.get $j) (local.get $i)))
        (local.set $q (i32.add (local.get $rowJ) (i32.shl (local.get $i) (i32.const 3))))
        (f64.store (i32.add (local.get $rowI) (i32.shl (local.get $j) (i32.const 3)))
          (f64.add
            (f64.mul
              (if (result f64) (i32.eq (local.get $j) (local.get $i)) (then (local.get $diagonal)) (else (f64.load (local.get $q))))
              (local.get $diagonal))
            (call $dot
              (i32.add (local.get $p) (i32.const 8))
              (i32.add (local.get $q) (i32.const 8))
              (i32.sub (i32.sub (local.get $n) (local.get $i)) (i32.const 1)))))
        (local.set $rowJ (i32.add (local.get $rowJ) (local.get $stride)))
        (local.set $j (i32.add (local.get $j) (i32.const 1)))
        (br $columns)))
      (local.set $rowI (i32.add (local.get $rowI) (local.get $stride)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br $rows))))
)
