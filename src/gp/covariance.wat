;; The loops of kernel.ts and exp.ts by two lanes of doubles at a time, each sum in the same order, so that the bits are the same. covarianceKernels.ts
;; has it assembled:
;;   npx --package wabt@1.0.39 wat2wasm --output=- covariance.wat | base64 -w 100
;; Addresses and strides are in bytes. Points stand twice, their numbers divided by their lengthscales: as `columns`, one coordinate of all points after
;; the other, `stride` bytes each and with an even count of points; and as `rows`, one point after the other, `width` bytes each, the numbers padded to an
;; even count and after them (at `categoriesAt`) the categories. At the start of the memory are the powers 2^-k, k from 0 to 1075.
(module
  (memory (export "memory") 1)

  ;; Makes columns and rows of `raw`, which is laid out as columns, by one factor for each number; categories stay.
  (func (export "scale") (param $raw i32) (param $columns i32) (param $rows i32) (param $stride i32) (param $width i32)
    (param $nNumbers i32) (param $nCoordinates i32) (param $categoriesAt i32) (param $factors i32)
    (local $k i32) (local $end i32) (local $row i32) (local $factor f64) (local $value f64)
    (block $done (loop $each
      (br_if $done (i32.ge_s (local.get $k) (local.get $nCoordinates)))
      (if (i32.lt_s (local.get $k) (local.get $nNumbers))
        (then
          (local.set $factor (f64.load (i32.add (local.get $factors) (i32.shl (local.get $k) (i32.const 3)))))
          (local.set $row (i32.add (local.get $rows) (i32.shl (local.get $k) (i32.const 3)))))
        (else
          (local.set $factor (f64.const 1))
          (local.set $row (i32.add (i32.add (local.get $rows) (local.get $categoriesAt))
            (i32.shl (i32.sub (local.get $k) (local.get $nNumbers)) (i32.const 3))))))
      (local.set $end (i32.add (local.get $raw) (local.get $stride)))
      (block $whole (loop $points
        (br_if $whole (i32.ge_u (local.get $raw) (local.get $end)))
        (local.set $value (f64.mul (f64.load (local.get $raw)) (local.get $factor)))
        (f64.store (local.get $columns) (local.get $value))
        (f64.store (local.get $row) (local.get $value))
        (local.set $raw (i32.add (local.get $raw) (i32.const 8)))
        (local.set $columns (i32.add (local.get $columns) (i32.const 8)))
        (local.set $row (i32.add (local.get $row) (local.get $width)))
        (br $points)))
      (local.set $k (i32.add (local.get $k) (i32.const 1)))
      (br $each))))

  ;; exp(-x) for x >= 0, as expNegative.
  (func $expNegative (param $x v128) (result v128)
    (local $k v128) (local $r v128) (local $r2 v128) (local $r4 v128) (local $at v128) (local $power v128)
    (local.set $k (f64x2.floor (f64x2.add
      (f64x2.mul (local.get $x) (v128.const f64x2 1.4426950408889634 1.4426950408889634)) (v128.const f64x2 0.5 0.5))))
    (local.set $r (f64x2.add
      (f64x2.sub (f64x2.mul (local.get $k) (v128.const f64x2 0.6931471803691238 0.6931471803691238)) (local.get $x))
      (f64x2.mul (local.get $k) (v128.const f64x2 1.9082149292705877e-10 1.9082149292705877e-10))))
    (local.set $r2 (f64x2.mul (local.get $r) (local.get $r)))
    (local.set $r4 (f64x2.mul (local.get $r2) (local.get $r2)))
    ;; Beyond 745, and for NaN, any place of the table will do.
    (local.set $at (i32x4.shl (i32x4.min_u (i32x4.trunc_sat_f64x2_s_zero (local.get $k)) (i32x4.splat (i32.const 1075)))
      (i32.const 3)))
    (local.set $power (v128.load64_zero (i32x4.extract_lane 0 (local.get $at))))
    (local.set $power (v128.load64_lane 1 (i32x4.extract_lane 1 (local.get $at)) (local.get $power)))
    (v128.andnot
      (f64x2.mul
        (f64x2.add
          ;; low
          (f64x2.add
            (f64x2.add (v128.const f64x2 1 1) (local.get $r))
            (f64x2.mul (local.get $r2) (f64x2.add (v128.const f64x2 0.5 0.5)
              (f64x2.mul (local.get $r) (v128.const f64x2 0.16666666666666666 0.16666666666666666)))))
          (f64x2.mul (local.get $r4) (f64x2.add
            ;; middle
            (f64x2.add
              (f64x2.add (v128.const f64x2 0.041666666666666664 0.041666666666666664)
                (f64x2.mul (local.get $r) (v128.const f64x2 0.008333333333333333 0.008333333333333333)))
              (f64x2.mul (local.get $r2) (f64x2.add (v128.const f64x2 0.001388888888888889 0.001388888888888889)
                (f64x2.mul (local.get $r) (v128.const f64x2 0.0001984126984126984 0.0001984126984126984)))))
            ;; high
            (f64x2.mul (local.get $r4) (f64x2.add
              (f64x2.add
                (f64x2.add (v128.const f64x2 0.0000248015873015873 0.0000248015873015873)
                  (f64x2.mul (local.get $r) (v128.const f64x2 0.0000027557319223985893 0.0000027557319223985893)))
                (f64x2.mul (local.get $r2) (f64x2.add (v128.const f64x2 2.755731922398589e-7 2.755731922398589e-7)
                  (f64x2.mul (local.get $r) (v128.const f64x2 2.505210838544172e-8 2.505210838544172e-8)))))
              (f64x2.mul (local.get $r4) (f64x2.add (v128.const f64x2 2.08767569878681e-9 2.08767569878681e-9)
                (f64x2.mul (local.get $r) (v128.const f64x2 1.6059043836821613e-10 1.6059043836821613e-10)))))))))
        (local.get $power))
      (f64x2.ge (local.get $x) (v128.const f64x2 745 745))))

  ;; The covariances of the first `count` points with the one whose numbers are at `numbers` and whose categories at `categories`, into `out`; where
  ;; `slopes` is not 0, what covarianceWithSlopes writes there.
  (func $row (export "row") (param $count i32) (param $columns i32) (param $stride i32) (param $nNumbers i32) (param $nCoordinates i32)
    (param $numbers i32) (param $categories i32) (param $weights i32) (param $outputscale f64) (param $out i32) (param $slopes i32)
    (local $i i32) (local $k i32) (local $at i32) (local $sum v128) (local $t v128) (local $rho v128) (local $decay v128)
    (local $scale v128)
    (local.set $scale (f64x2.splat (local.get $outputscale)))
    (block $done (loop $pairs
      (br_if $done (i32.ge_s (local.get $i) (local.get $count)))
      (local.set $at (i32.add (local.get $columns) (i32.shl (local.get $i) (i32.const 3))))
      (local.set $sum (v128.const f64x2 0 0))
      (local.set $k (i32.const 0))
      (block $whole (loop $each
        (br_if $whole (i32.ge_s (local.get $k) (local.get $nNumbers)))
        (local.set $t (f64x2.sub (v128.load (local.get $at))
          (v128.load64_splat (i32.add (local.get $numbers) (i32.shl (local.get $k) (i32.const 3))))))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $t) (local.get $t))))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (local.set $k (i32.add (local.get $k) (i32.const 1)))
        (br $each)))
      (local.set $k (i32.const 0))
      (block $whole (loop $each
        (br_if $whole (i32.ge_s (i32.add (local.get $k) (local.get $nNumbers)) (local.get $nCoordinates)))
        (local.set $sum (f64x2.add (local.get $sum) (v128.and
          (f64x2.ne (v128.load (local.get $at))
            (v128.load64_splat (i32.add (local.get $categories) (i32.shl (local.get $k) (i32.const 3)))))
          (v128.load64_splat (i32.add (local.get $weights) (i32.shl (local.get $k) (i32.const 3)))))))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (local.set $k (i32.add (local.get $k) (i32.const 1)))
        (br $each)))
      (local.set $rho (f64x2.sqrt (local.get $sum)))
      (local.set $decay (f64x2.mul (local.get $scale) (call $expNegative (local.get $rho))))
      (local.set $t (f64x2.add (v128.const f64x2 1 1) (local.get $rho)))
      (v128.store (local.get $out) (f64x2.mul
        (f64x2.add (local.get $t)
          (f64x2.div (f64x2.mul (local.get $rho) (local.get $rho)) (v128.const f64x2 3 3)))
        (local.get $decay)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (if (local.get $slopes) (then
        (v128.store (local.get $slopes)
          (f64x2.div (f64x2.mul (local.get $t) (local.get $decay)) (v128.const f64x2 3 3)))
        (local.set $slopes (i32.add (local.get $slopes) (i32.const 16)))))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br $pairs))))

  ;; $row for each point from `from` on, with those before it: the matrices at `out` and `slopes` have rows of n doubles, and one may be written past
  ;; the diagonal.
  (func (export "below") (param $from i32) (param $n i32) (param $columns i32) (param $stride i32) (param $rows i32) (param $width i32)
    (param $nNumbers i32) (param $nCoordinates i32) (param $categoriesAt i32) (param $weights i32) (param $outputscale f64)
    (param $out i32) (param $slopes i32)
    (local $point i32)
    (block $done (loop $each
      (br_if $done (i32.ge_s (local.get $from) (local.get $n)))
      (local.set $point (i32.add (local.get $rows) (i32.mul (local.get $from) (local.get $width))))
      (call $row (local.get $from) (local.get $columns) (local.get $stride) (local.get $nNumbers) (local.get $nCoordinates)
        (local.get $point) (i32.add (local.get $point) (local.get $categoriesAt)) (local.get $weights) (local.get $outputscale)
        (i32.add (local.get $out) (i32.shl (i32.mul (local.get $from) (local.get $n)) (i32.const 3)))
        (if (result i32) (local.get $slopes)
          (then (i32.add (local.get $slopes) (i32.shl (i32.mul (local.get $from) (local.get $n)) (i32.const 3))))
          (else (i32.const 0))))
      (local.set $from (i32.add (local.get $from) (i32.const 1)))
      (br $each))))

  ;; For each number, the sum over the points of coefficient times slope times distance to the one at `numbers`, into `sums`. Overwrites the coefficients.
  (func (export "slope") (param $stride i32) (param $rows i32) (param $width i32) (param $categoriesAt i32) (param $numbers i32)
    (param $coefficients i32) (param $slopes i32) (param $sums i32)
    (local $i i32) (local $k i32) (local $at i32) (local $sum v128) (local $place v128)
    (block $done (loop $pairs
      (br_if $done (i32.ge_s (local.get $i) (local.get $stride)))
      (local.set $at (i32.add (local.get $coefficients) (local.get $i)))
      (v128.store (local.get $at)
        (f64x2.mul (v128.load (local.get $at)) (v128.load (i32.add (local.get $slopes) (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br $pairs)))
    (block $done (loop $each
      (br_if $done (i32.ge_s (local.get $k) (local.get $categoriesAt)))
      (local.set $place (v128.load (i32.add (local.get $numbers) (local.get $k))))
      (local.set $sum (v128.const f64x2 0 0))
      (local.set $at (i32.add (local.get $rows) (local.get $k)))
      (local.set $i (i32.const 0))
      (block $whole (loop $points
        (br_if $whole (i32.ge_s (local.get $i) (local.get $stride)))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul
          (v128.load64_splat (i32.add (local.get $coefficients) (local.get $i)))
          (f64x2.sub (v128.load (local.get $at)) (local.get $place)))))
        (local.set $at (i32.add (local.get $at) (local.get $width)))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (br $points)))
      (v128.store (i32.add (local.get $sums) (local.get $k)) (local.get $sum))
      (local.set $k (i32.add (local.get $k) (i32.const 16)))
      (br $each))))

  ;; For each coordinate, the sum over the pairs of points of c times the square of their distance, into `sums`.
  (func (export "lengthscaleSlopes") (param $n i32) (param $rows i32) (param $width i32) (param $categoriesAt i32) (param $c i32) (param $sums i32)
    (local $i i32) (local $k i32) (local $other i32) (local $point i32) (local $at i32)
    (local $sum v128) (local $here v128) (local $t v128) (local $scale v128)
    (block $done (loop $each
      (br_if $done (i32.ge_s (local.get $k) (local.get $width)))
      (local.set $sum (v128.const f64x2 0 0))
      (local.set $i (i32.const 1))
      (block $whole (loop $points
        (br_if $whole (i32.ge_s (local.get $i) (local.get $n)))
        (local.set $point (i32.add (i32.add (local.get $rows) (local.get $k)) (i32.mul (local.get $i) (local.get $width))))
        (local.set $here (v128.load (local.get $point)))
        (local.set $other (i32.add (local.get $rows) (local.get $k)))
        (local.set $at (i32.add (local.get $c) (i32.shl (i32.mul (local.get $i) (local.get $n)) (i32.const 3))))
        (block $row (loop $others
          (br_if $row (i32.ge_u (local.get $other) (local.get $point)))
          (local.set $scale (v128.load64_splat (local.get $at)))
          (local.set $sum (f64x2.add (local.get $sum)
            (if (result v128) (i32.lt_s (local.get $k) (local.get $categoriesAt))
              (then
                (local.set $t (f64x2.sub (local.get $here) (v128.load (local.get $other))))
                (f64x2.mul (f64x2.mul (local.get $scale) (local.get $t)) (local.get $t)))
              (else (v128.and (f64x2.ne (local.get $here) (v128.load (local.get $other))) (local.get $scale))))))
          (local.set $other (i32.add (local.get $other) (local.get $width)))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br $others)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $points)))
      (v128.store (i32.add (local.get $sums) (local.get $k)) (local.get $sum))
      (local.set $k (i32.add (local.get $k) (i32.const 16)))
      (br $each))))
)
