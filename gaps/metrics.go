package gaps

import "math"

// table counts how often group i meets label j.
func table(labels, groups []int) (t [][]int, rows, cols []int) {
	for k := range labels {
		for len(rows) <= groups[k] {
			rows = append(rows, 0)
		}
		for len(cols) <= labels[k] {
			cols = append(cols, 0)
		}
	}
	t = make([][]int, len(rows))
	for i := range t {
		t[i] = make([]int, len(cols))
	}
	for k := range labels {
		t[groups[k]][labels[k]]++
		rows[groups[k]]++
		cols[labels[k]]++
	}
	return t, rows, cols
}

// NMI is the normalised mutual information of two partitions, 0 to 1, with the
// arithmetic mean of the entropies below the line (Vinh et al. 2010). Two
// partitions without any information agree: 1.
func NMI(labels, groups []int) float64 {
	t, rows, cols := table(labels, groups)
	n := float64(len(labels))
	mutual := 0.0
	for i, row := range t {
		for j, x := range row {
			if x > 0 {
				mutual += float64(x) / n * math.Log(n*float64(x)/(float64(rows[i])*float64(cols[j])))
			}
		}
	}
	mean := (entropy(rows, n) + entropy(cols, n)) / 2
	if mean == 0 {
		return 1
	}
	return max(mutual, 0) / mean
}

func entropy(counts []int, n float64) float64 {
	h := 0.0
	for _, c := range counts {
		if c > 0 {
			p := float64(c) / n
			h -= p * math.Log(p)
		}
	}
	return h
}

// ARI is the Rand index adjusted for chance (Hubert and Arabie 1985): 1 for
// equal partitions, about 0 for unrelated ones.
func ARI(labels, groups []int) float64 {
	t, rows, cols := table(labels, groups)
	both := 0.0
	for _, row := range t {
		both += pairs(row)
	}
	a, b := pairs(rows), pairs(cols)
	all := pairs([]int{len(labels)})
	if all == 0 {
		return 1
	}
	expected, most := a*b/all, (a+b)/2
	if most == expected {
		return 1
	}
	return (both - expected) / (most - expected)
}

func pairs(counts []int) float64 {
	sum := 0.0
	for _, c := range counts {
		sum += float64(c) * float64(c-1) / 2
	}
	return sum
}

// ACC is the share of texts that are right under the best one-to-one match of
// groups and labels (Hungarian method).
func ACC(labels, groups []int) float64 {
	if len(labels) == 0 {
		return 1
	}
	t, _, _ := table(labels, groups)
	if len(t) > len(t[0]) {
		t = transposed(t)
	}
	right := 0
	for i, j := range match(t) {
		right += t[i][j]
	}
	return float64(right) / float64(len(labels))
}

func transposed(t [][]int) [][]int {
	out := make([][]int, len(t[0]))
	for j := range out {
		out[j] = make([]int, len(t))
		for i := range t {
			out[j][i] = t[i][j]
		}
	}
	return out
}

// match gives each row a column of its own with the greatest sum; there are at
// least as many columns as rows. It is the Hungarian method in the form of
// shortest augmenting paths with potentials, rows²·columns steps.
func match(t [][]int) []int {
	n, m := len(t), len(t[0])
	u, v := make([]int, n+1), make([]int, m+1)
	rowOf, way := make([]int, m+1), make([]int, m+1)
	for i := 1; i <= n; i++ {
		rowOf[0] = i
		column := augment(t, u, v, rowOf, way)
		for column != 0 {
			rowOf[column], column = rowOf[way[column]], way[column]
		}
	}
	out := make([]int, n)
	for j := 1; j <= m; j++ {
		if rowOf[j] > 0 {
			out[rowOf[j]-1] = j - 1
		}
	}
	return out
}

// augment finds the cheapest path from the new row to a free column.
func augment(t [][]int, u, v, rowOf, way []int) int {
	const far = math.MaxInt
	m := len(v) - 1
	least, used := make([]int, m+1), make([]bool, m+1)
	for j := range least {
		least[j] = far
	}
	column := 0
	for rowOf[column] != 0 {
		used[column] = true
		i, delta, next := rowOf[column], far, 0
		for j := 1; j <= m; j++ {
			if used[j] {
				continue
			}
			if cost := -t[i-1][j-1] - u[i] - v[j]; cost < least[j] {
				least[j], way[j] = cost, column
			}
			if least[j] < delta {
				delta, next = least[j], j
			}
		}
		for j := 0; j <= m; j++ {
			if used[j] {
				u[rowOf[j]] += delta
				v[j] -= delta
			} else if least[j] != far {
				least[j] -= delta
			}
		}
		column = next
	}
	return column
}
