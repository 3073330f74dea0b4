#include "core/diff/myers.h"

#include <algorithm>

namespace cauce::diff {

namespace {

struct Box
{
    int liveStart, liveEnd, desiredStart, desiredEnd;
};

struct Point
{
    int live, desired;
};

class Myers
{
public:
    Myers(std::span<const int> live, std::span<const int> desired, qint64 budget)
        : m_live(live)
        , m_desired(desired)
        , m_removed(live.size())
        , m_added(desired.size())
        , m_forward(live.size() + desired.size() + 3)
        , m_backward(live.size() + desired.size() + 3)
        , m_budget(budget)
    { }

    std::vector<Replacement> run()
    {
        std::vector<Box> pending {{0, int(m_live.size()), 0, int(m_desired.size())}};
        while (!pending.empty()) {
            Box box = pending.back();
            pending.pop_back();
            trim(box);
            if (box.liveStart == box.liveEnd || box.desiredStart == box.desiredEnd) {
                markAll(box);
                continue;
            }
            const Point middle = middleOf(box);
            if (m_budget <= 0) {
                markAll(box);
                continue;
            }
            pending.push_back({box.liveStart, middle.live, box.desiredStart, middle.desired});
            pending.push_back({middle.live, box.liveEnd, middle.desired, box.desiredEnd});
        }
        return replacements();
    }

private:
    void trim(Box& box) const
    {
        while (box.liveStart < box.liveEnd && box.desiredStart < box.desiredEnd
               && m_live[size_t(box.liveStart)] == m_desired[size_t(box.desiredStart)]) {
            ++box.liveStart;
            ++box.desiredStart;
        }
        while (box.liveStart < box.liveEnd && box.desiredStart < box.desiredEnd
               && m_live[size_t(box.liveEnd - 1)] == m_desired[size_t(box.desiredEnd - 1)]) {
            --box.liveEnd;
            --box.desiredEnd;
        }
    }

    void markAll(const Box& box)
    {
        std::fill(m_removed.begin() + box.liveStart, m_removed.begin() + box.liveEnd, true);
        std::fill(m_added.begin() + box.desiredStart, m_added.begin() + box.desiredEnd, true);
    }

    //! A point on a shortest path, found from both ends at once. The box is trimmed and neither
    //! side is empty, so that at least two edits lie on the path and the point is no corner.
    Point middleOf(const Box& box)
    {
        const int n = box.liveEnd - box.liveStart;
        const int m = box.desiredEnd - box.desiredStart;
        const int delta = n - m;
        const bool isOdd = delta % 2 != 0;
        // The furthest x on diagonal k = x - y, from -m to n, is kept at index k + zero.
        const int zero = m + 1;
        std::fill_n(m_forward.begin(), n + m + 3, kNone);
        std::fill_n(m_backward.begin(), n + m + 3, kNone);
        for (int d = 0; m_budget > 0; ++d) {
            for (int k = firstDiagonal(-d, -m); k <= std::min(d, n); k += 2) {
                const int x = stepForward(box, k, d, zero);
                const int other = m_backward[size_t(k + zero)];
                if (isOdd && x != kNone && other != kNone && x >= other)
                    return {box.liveStart + x, box.desiredStart + x - k};
            }
            for (int k = firstDiagonal(delta - d, -m); k <= std::min(delta + d, n); k += 2) {
                const int x = stepBackward(box, k, d, zero);
                const int other = m_forward[size_t(k + zero)];
                if (!isOdd && x != kNone && other != kNone && x <= other)
                    return {box.liveStart + x, box.desiredStart + x - k};
            }
        }
        return {};
    }

    //! The first of from, from + 2, ... that is not below \p lowest.
    static int firstDiagonal(int from, int lowest)
    {
        return from >= lowest ? from : lowest + (lowest - from) % 2;
    }

    int stepForward(const Box& box, int k, int d, int zero)
    {
        const int n = box.liveEnd - box.liveStart;
        const int m = box.desiredEnd - box.desiredStart;
        int x = d == 0 ? 0 : kNone;
        if (d > 0) {
            const int right = m_forward[size_t(k - 1 + zero)];
            const int down = m_forward[size_t(k + 1 + zero)];
            if (right != kNone && right < n)
                x = right + 1;
            if (down != kNone && down - k <= m)
                x = std::max(x, down);
        }
        --m_budget;
        if (x != kNone) {
            while (x < n && x - k < m
                   && m_live[size_t(box.liveStart + x)]
                       == m_desired[size_t(box.desiredStart + x - k)]) {
                ++x;
                --m_budget;
            }
        }
        return m_forward[size_t(k + zero)] = x;
    }

    int stepBackward(const Box& box, int k, int d, int zero)
    {
        int x = d == 0 ? box.liveEnd - box.liveStart : kNone;
        if (d > 0) {
            const int left = m_backward[size_t(k + 1 + zero)];
            const int up = m_backward[size_t(k - 1 + zero)];
            if (left > 0) // kNone is below
                x = left - 1;
            if (up != kNone && up - k >= 0)
                x = x == kNone ? up : std::min(x, up);
        }
        --m_budget;
        if (x != kNone) {
            while (x > 0 && x - k > 0
                   && m_live[size_t(box.liveStart + x - 1)]
                       == m_desired[size_t(box.desiredStart + x - k - 1)]) {
                --x;
                --m_budget;
            }
        }
        return m_backward[size_t(k + zero)] = x;
    }

    std::vector<Replacement> replacements() const
    {
        std::vector<Replacement> found;
        const int n = int(m_live.size());
        const int m = int(m_desired.size());
        int i = 0;
        int j = 0;
        while (i < n || j < m) {
            const Replacement at {i, endOf(m_removed, i), j, endOf(m_added, j)};
            if (at.liveEnd == i && at.desiredEnd == j) {
                ++i; // a pair of equal ones
                ++j;
                continue;
            }
            found.push_back(at);
            i = at.liveEnd;
            j = at.desiredEnd;
        }
        return found;
    }

    static int endOf(const std::vector<bool>& marks, int at)
    {
        while (size_t(at) < marks.size() && marks[size_t(at)])
            ++at;
        return at;
    }

    static constexpr int kNone = -1;

    std::span<const int> m_live;
    std::span<const int> m_desired;
    std::vector<bool> m_removed;
    std::vector<bool> m_added;
    std::vector<int> m_forward;
    std::vector<int> m_backward;
    qint64 m_budget;
};

} // namespace

std::vector<Replacement> shortestEdits(std::span<const int> live, std::span<const int> desired,
                                       qint64 budget)
{
    return Myers(live, desired, budget).run();
}

} // namespace cauce::diff
