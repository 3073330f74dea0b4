#pragma once

#include "models/statusmark.h"

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QFrame>
#include <QPushButton>
#include <QTimer>

class QBoxLayout;

namespace cauce {

//! How a push button looks.
enum class ButtonKind { Normal, Primary, Danger, Flat };
QPushButton* makeButton(const QString& text, ButtonKind kind = ButtonKind::Normal,
                        QWidget* parent = nullptr);

//! A switch with two states and a word beside it.
class ToggleSwitch : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ToggleSwitch(const QString& text = {}, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

//! A few words of which one is chosen: "Tiles | Table".
class Segmented : public QWidget
{
    Q_OBJECT

public:
    explicit Segmented(const QStringList& words, QWidget* parent = nullptr);
    int current() const { return m_current; }
    void setCurrent(int number);
    QString spoken() const; //!< for screen readers: the chosen words and their place
    QSize sizeHint() const override;

signals:
    void chosen(int number);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRect segment(int number) const;

    QStringList m_words;
    int m_current = 0;
};

//! A turning ring: something is awaited. Stands still when the desktop wants no motion.
class Spinner : public QWidget
{
    Q_OBJECT

public:
    explicit Spinner(int size = 16, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    int m_size;
    QTimer m_timer {this};
    QElapsedTimer m_since;
};

//! A surface with a hairline and rounded corners; or a bar with a hairline at one side.
class Surface : public QFrame
{
    Q_OBJECT

public:
    enum class Edge { Card, Bottom, Right, Left, Top, None };
    explicit Surface(Edge edge = Edge::Card, QWidget* parent = nullptr);
    //! A wash in place of the surface's own colour.
    void setTone(std::optional<Tone> tone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Edge m_edge;
    std::optional<Tone> m_tone;
};

//! A symbol as a widget.
class SymbolLabel : public QWidget
{
    Q_OBJECT

public:
    explicit SymbolLabel(int size = 14, QWidget* parent = nullptr);
    void setMark(Glyph glyph, Tone tone);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int m_size;
    Glyph m_glyph = Glyph::None;
    Tone m_tone = Tone::Neutral;
};

//! Margins and spacing of a layout in the theme's pixels.
void setSpacing(QBoxLayout& layout, int left, int top, int right, int bottom, int spacing);

} // namespace cauce
