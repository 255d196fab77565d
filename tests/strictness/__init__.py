"""House rules that make an ordinary test fail where Django would let a mistake pass."""
