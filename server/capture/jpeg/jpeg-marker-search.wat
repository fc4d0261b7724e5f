;; The source of the bytes in jpeg-marker-search-code.ts. `wat2wasm jpeg-marker-search.wat` (wabt) makes exactly them.
(module
  (memory (export "memory") 2)
  ;; Where the next 0xFF stands that a byte other than 0x00 follows, from $at on, looking at 16 places at a time;
  ;; $end where there is none. It may answer with a place beyond $end.
  (func (export "find") (param $at i32) (param $end i32) (result i32) (local $hits v128)
    (block $none
      (loop $next
        (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
        (if
          (v128.any_true
            (local.tee $hits
              (v128.and
                (i8x16.eq (v128.load align=1 (local.get $at)) (i8x16.splat (i32.const -1)))
                (i8x16.ne (v128.load offset=1 align=1 (local.get $at)) (i8x16.splat (i32.const 0))))))
          (then
            (return
              (i32.add (local.get $at) (i32.ctz (i8x16.bitmask (local.get $hits)))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $end)))
