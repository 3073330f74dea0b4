#include "core/diff/jqpath.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace cauce::diff {

namespace {

using object::Json;
using object::JsonPointer;
using Step = JqPath::Step;

constexpr qsizetype kMaxText = 2'000;

bool isWord(QChar c, bool first)
{
    const bool letter = (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z') || c == u'_';
    return letter || (!first && c >= u'0' && c <= u'9');
}

//! Reads one expression; false anywhere ends it.
class JqReader
{
public:
    explicit JqReader(QStringView text)
        : m_text(text)
    { }

    std::optional<QList<Step>> read()
    {
        QList<Step> steps;
        do {
            skipSpaces();
            const bool good = takeWord(u"select") ? readSelect(steps) : readPath(steps);
            if (!good)
                return std::nullopt;
            skipSpaces();
        } while (take(u'|'));
        if (m_at != m_text.size() || steps.isEmpty())
            return std::nullopt;
        return steps;
    }

private:
    QChar peek() const { return m_at < m_text.size() ? m_text.at(m_at) : QChar(); }
    bool take(QChar c)
    {
        if (m_at >= m_text.size() || peek() != c)
            return false;
        ++m_at;
        return true;
    }
    void skipSpaces()
    {
        while (peek().isSpace())
            ++m_at;
    }
    bool takeWord(QStringView word)
    {
        if (!m_text.mid(m_at).startsWith(word))
            return false;
        m_at += word.size();
        return true;
    }

    bool readPath(QList<Step>& steps)
    {
        if (!take(u'.'))
            return false;
        const qsizetype before = steps.size();
        if (peek() != u'[' && !readMember(steps))
            return false;
        for (;;) {
            if (take(u'?')) {
                if (steps.size() == before)
                    return false;
            } else if (take(u'[')) {
                if (!readBrackets(steps))
                    return false;
            } else if (!take(u'.')) {
                return steps.size() > before;
            } else if (peek() != u'[' && !readMember(steps)) {
                return false;
            }
        }
    }

    bool readMember(QList<Step>& steps)
    {
        Step step;
        if (peek() == u'"') {
            const auto name = readText();
            if (!name)
                return false;
            step.name = *name;
        } else {
            while (isWord(peek(), step.name.isEmpty()))
                step.name += m_text.at(m_at++);
            if (step.name.isEmpty())
                return false;
        }
        steps.append(step);
        return true;
    }

    bool readBrackets(QList<Step>& steps)
    {
        Step step;
        skipSpaces();
        if (peek() == u']') {
            step.kind = Step::Kind::Each;
        } else if (peek() == u'"') {
            const auto name = readText();
            if (!name)
                return false;
            step.name = *name;
        } else {
            const auto number = readNumber();
            const auto index = number ? number->toInteger() : std::nullopt;
            if (!index)
                return false;
            step.kind = Step::Kind::Item;
            step.index = qsizetype(*index);
        }
        steps.append(step);
        skipSpaces();
        return take(u']');
    }

    bool readSelect(QList<Step>& steps)
    {
        skipSpaces();
        if (steps.isEmpty() || !take(u'('))
            return false;
        QList<Step> path;
        skipSpaces();
        if (!readPath(path))
            return false;
        Step step;
        step.kind = Step::Kind::Select;
        for (const Step& member : path) {
            if (member.kind != Step::Kind::Member)
                return false;
            step.selected.append(member.name);
        }
        skipSpaces();
        if (!takeWord(u"=="))
            return false;
        skipSpaces();
        const auto literal = readLiteral();
        skipSpaces();
        if (!literal || !take(u')'))
            return false;
        step.wanted = *literal;
        steps.append(step);
        return true;
    }

    std::optional<Json> readLiteral()
    {
        if (takeWord(u"true"))
            return Json(true);
        if (takeWord(u"false"))
            return Json(false);
        if (peek() != u'"')
            return readNumber();
        const auto text = readText();
        return text ? std::optional(Json(*text)) : std::nullopt;
    }

    std::optional<Json> readNumber()
    {
        const qsizetype begin = m_at;
        (void)take(u'-');
        while (peek() >= u'0' && peek() <= u'9')
            ++m_at;
        bool good = false;
        const qlonglong number = m_text.mid(begin, m_at - begin).toLongLong(&good);
        return good ? std::optional(Json(qint64(number))) : std::nullopt;
    }

    //! In quotes; an escape other than \" and \\ and an interpolation are more than we read.
    std::optional<QString> readText()
    {
        QString text;
        ++m_at;
        while (m_at < m_text.size()) {
            QChar c = m_text.at(m_at++);
            if (c == u'"')
                return text;
            if (c == u'\\') {
                c = peek();
                if (c != u'"' && c != u'\\')
                    return std::nullopt;
                ++m_at;
            }
            text += c;
        }
        return std::nullopt;
    }

    QStringView m_text;
    qsizetype m_at = 0;
};

bool isSelected(const Json& value, const Step& step)
{
    const Json* at = &value;
    for (const QString& name : step.selected) {
        at = at->find(name);
        if (!at)
            return false;
    }
    return *at == step.wanted;
}

void resolve(const QList<Step>& steps, qsizetype next, const Json& value, const JsonPointer& here,
             QList<JsonPointer>& found)
{
    if (next == steps.size()) {
        found.append(here);
        return;
    }
    const Step& step = steps.at(next);
    switch (step.kind) {
    case Step::Kind::Member:
        if (const Json* member = value.find(step.name))
            resolve(steps, next + 1, *member, here.child(step.name), found);
        return;
    case Step::Kind::Item: {
        const qsizetype index = step.index < 0 ? value.size() + step.index : step.index;
        if (value.isArray() && index >= 0 && index < value.size())
            resolve(steps, next + 1, value.at(index), here.child(index), found);
        return;
    }
    case Step::Kind::Each:
        for (const auto& [name, member] : value.members())
            resolve(steps, next + 1, member, here.child(name), found);
        for (qsizetype i = 0; value.isArray() && i < value.size(); ++i)
            resolve(steps, next + 1, value.at(i), here.child(i), found);
        return;
    case Step::Kind::Select:
        if (isSelected(value, step))
            resolve(steps, next + 1, value, here, found);
        return;
    }
}

} // namespace

std::optional<JqPath> JqPath::parse(QStringView text)
{
    if (text.size() > kMaxText)
        return std::nullopt;
    auto steps = JqReader(text).read();
    if (!steps)
        return std::nullopt;
    return JqPath {*std::move(steps)};
}

bool JqPath::hasItems() const
{
    return std::any_of(steps.cbegin(), steps.cend(),
                       [](const Step& step) { return step.kind != Step::Kind::Member; });
}

QList<JsonPointer> JqPath::in(const Json& document) const
{
    QList<JsonPointer> found;
    resolve(steps, 0, document, {}, found);
    return found;
}

} // namespace cauce::diff
