#include "core/object/glob.h"

#include <QList>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace cauce::object {

namespace {

constexpr qsizetype kMaxPattern = 4096;
constexpr int kMaxNesting = 32;

struct PatternNode
{
    enum class Type { One, Set, Many, Choice };
    Type type = Type::One;
    bool anyCharacter = false; // One, and the set is not looked at
    bool negated = false;
    std::vector<std::pair<char32_t, char32_t>> ranges;
    std::vector<std::vector<PatternNode>> choices;
};
using PatternSequence = std::vector<PatternNode>;

//! Reads a pattern by the token rules of Go's gobwas/glob, whose `[...]` is either one range or a
//! list.
class PatternReader
{
public:
    explicit PatternReader(QStringView pattern)
        : m_text(pattern.toUcs4())
    { }

    Result<PatternSequence> read()
    {
        PatternSequence sequence = readSequence(0);
        if (m_error.isEmpty())
            return sequence;
        return fail(ErrorKind::Invalid, m_error);
    }

private:
    bool atEnd() const { return m_at >= m_text.size(); }
    char32_t peek() const { return m_text.at(m_at); }
    char32_t take() { return m_text.at(m_at++); }

    void giveUp(const QString& why)
    {
        if (m_error.isEmpty())
            m_error = why + u" at character "_s + QString::number(m_at);
        m_at = m_text.size();
    }

    PatternSequence readSequence(int nesting)
    {
        PatternSequence sequence;
        while (!atEnd()) {
            if (nesting > 0 && (peek() == U',' || peek() == U'}'))
                break;
            readNode(sequence, nesting);
        }
        return sequence;
    }

    void readNode(PatternSequence& sequence, int nesting)
    {
        const char32_t c = take();
        PatternNode node;
        if (c == U'*') {
            node.type = PatternNode::Type::Many;
        } else if (c == U'?') {
            node.anyCharacter = true;
        } else if (c == U'[') {
            node = readSet();
        } else if (c == U'{') {
            node = readChoice(nesting);
        } else if (c == U'\\' && atEnd()) {
            giveUp(u"nothing follows the backslash"_s);
        } else {
            const char32_t literal = c == U'\\' ? take() : c;
            node.ranges.emplace_back(literal, literal);
        }
        sequence.push_back(std::move(node));
    }

    PatternNode readSet()
    {
        PatternNode node;
        if (!atEnd() && peek() == U'!') {
            take();
            node.negated = true;
        }
        if (m_at + 1 < m_text.size() && m_text.at(m_at + 1) == U'-') {
            const char32_t low = take();
            take();
            const char32_t high = atEnd() ? low : take();
            if (high < low)
                giveUp(u"a range ends before it begins"_s);
            node.ranges.emplace_back(low, high);
        } else {
            readSetList(node);
        }
        if (node.ranges.empty())
            giveUp(u"an empty [] matches nothing"_s);
        if (atEnd() || take() != U']')
            giveUp(u"a [ is not closed"_s);
        return node;
    }

    void readSetList(PatternNode& node)
    {
        while (!atEnd() && peek() != U']') {
            char32_t c = take();
            if (c == U'\\' && !atEnd())
                c = take();
            node.ranges.emplace_back(c, c);
        }
    }

    PatternNode readChoice(int nesting)
    {
        PatternNode node;
        node.type = PatternNode::Type::Choice;
        if (nesting >= kMaxNesting) {
            giveUp(u"too many nested {"_s);
            return node;
        }
        while (true) {
            node.choices.push_back(readSequence(nesting + 1));
            if (atEnd()) {
                giveUp(u"a { is not closed"_s);
                return node;
            }
            if (take() == U'}')
                return node;
        }
    }

    QList<uint> m_text; // Unicode scalar values
    qsizetype m_at = 0;
    QString m_error;
};

} // namespace

//! A non-deterministic automaton, run over all its states at once: no pattern can make it slow.
struct Glob::Program
{
    struct State
    {
        enum class Type { Character, Fork, Match };
        Type type = Type::Match;
        bool anyCharacter = false;
        bool negated = false;
        std::vector<std::pair<char32_t, char32_t>> ranges;
        std::vector<int> next;

        bool accepts(char32_t c) const
        {
            if (anyCharacter)
                return true;
            const bool inside = std::any_of(ranges.begin(), ranges.end(), [c](const auto& range) {
                return c >= range.first && c <= range.second;
            });
            return inside != negated;
        }
    };

    int add(State state)
    {
        states.push_back(std::move(state));
        return int(states.size()) - 1;
    }

    //! \return the state where \p sequence begins when \p next follows it
    int compileSequence(const PatternSequence& sequence, int next)
    {
        for (auto node = sequence.rbegin(); node != sequence.rend(); ++node)
            next = compileNode(*node, next);
        return next;
    }

    int compileNode(const PatternNode& node, int next)
    {
        State state;
        if (node.type == PatternNode::Type::Many) {
            const int fork = add({State::Type::Fork, false, false, {}, {next}});
            const int loop = add({State::Type::Character, true, false, {}, {fork}});
            states[size_t(fork)].next.push_back(loop);
            return fork;
        }
        if (node.type == PatternNode::Type::Choice) {
            state.type = State::Type::Fork;
            for (const PatternSequence& choice : node.choices)
                state.next.push_back(compileSequence(choice, next));
            return add(std::move(state));
        }
        state.type = State::Type::Character;
        state.anyCharacter = node.anyCharacter;
        state.negated = node.negated;
        state.ranges = node.ranges;
        state.next = {next};
        return add(std::move(state));
    }

    //! Marks \p from and all that follows it without reading a character.
    void enter(int from, std::vector<bool>& active) const
    {
        std::vector<int> pending {from};
        while (!pending.empty()) {
            const int at = pending.back();
            pending.pop_back();
            if (active[size_t(at)])
                continue;
            active[size_t(at)] = true;
            const State& state = states[size_t(at)];
            if (state.type == State::Type::Fork)
                pending.insert(pending.end(), state.next.begin(), state.next.end());
        }
    }

    std::vector<State> states;
    int start = 0;
};

Glob::Glob(std::shared_ptr<const Program> program)
    : m_program(std::move(program))
{ }

Result<Glob> Glob::compile(QStringView pattern)
{
    if (pattern.size() > kMaxPattern)
        return fail(ErrorKind::Invalid, u"longer than "_s + QString::number(kMaxPattern));
    const auto sequence = PatternReader(pattern).read();
    if (!sequence)
        return Failure {sequence.error()};
    auto program = std::make_shared<Program>();
    const int match = program->add({});
    program->start = program->compileSequence(*sequence, match);
    return Glob(std::move(program));
}

bool Glob::matches(QStringView text) const
{
    const auto& states = m_program->states;
    std::vector<bool> active(states.size());
    m_program->enter(m_program->start, active);
    for (const char32_t c : text.toUcs4()) {
        std::vector<bool> after(states.size());
        for (size_t i = 0; i < states.size(); ++i) {
            const Program::State& state = states[i];
            if (active[i] && state.type == Program::State::Type::Character && state.accepts(c))
                m_program->enter(state.next.front(), after);
        }
        active = std::move(after);
    }
    return active[0]; // the first state made is the match
}

} // namespace cauce::object
